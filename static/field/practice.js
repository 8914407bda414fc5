// A workshop to try things out with: eight people who do not exist, and nothing of it ever leaves the phone.
import { w } from "./dom.js";

export const PRACTICE = "practice";
const NAMES = ["Aline", "Bakary", "Chloé", "Dimitri", "Esma", "Farid", "Gaëlle", "Hugo"];
const NEEDS = { Bakary: ["large_text"], Esma: ["audio_support"], Hugo: ["equipment_needed"] };

export function practiceRoom() {
  const began = new Date(Date.now() - 20 * 60_000);
  const wall = (moment) => new Date(moment.getTime() - moment.getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
  const zone = began.toTimeString().replace(/.*GMT([+-]\d\d)(\d\d).*/, "$1:$2");
  return {
    id: PRACTICE,
    title: w("practice"),
    starts: wall(began) + zone,
    ends: wall(new Date(began.getTime() + 120 * 60_000)) + zone,
    half_day: began.getHours() < 13 ? "morning" : "afternoon",
    place: { name: w("practice_place"), address: "", directions: "" },
    host: "",
    note: "",
    leaders: [],
    needs_internet: false,
    skills: ["call", "message", "photo"].map((one) => ({
      code: one,
      label: w(`practice_${one}`),
      observable: w(`practice_${one}_seen`),
    })),
    people: NAMES.map((name) => ({
      enrolment: `practice-${name}`,
      name,
      needs: NEEDS[name] || [],
      presence: null,
      levels: {},
      has_signed: false,
    })),
    is_closed: false,
  };
}
