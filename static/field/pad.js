// A place to draw with a finger. A stroke is x, y, x, y … in whole numbers of a square of 4096.
import { h } from "./dom.js";

const SIDE = 4096;
const MOST_STROKES = 60;
const MOST_POINTS = 2000;
// A finger reports more points than a signature needs.
const NEAR = 24;

export function pad(label, onDraw) {
  const canvas = h("canvas", { class: "signature", role: "img", "aria-label": label });
  let strokes = [];
  let current = null;
  const points = () => strokes.reduce((sum, stroke) => sum + stroke.length / 2, 0);

  function at(event) {
    const box = canvas.getBoundingClientRect();
    const place = [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height];
    return place.map((share) => Math.round(Math.min(Math.max(share, 0), 1) * SIDE));
  }

  function begin(event) {
    if (strokes.length >= MOST_STROKES) return;
    canvas.setPointerCapture(event.pointerId);
    current = at(event);
    strokes.push(current);
    onDraw();
    paint();
  }

  function go(event) {
    if (!current || points() >= MOST_POINTS) return;
    const [x, y] = at(event);
    if (Math.hypot(x - current[current.length - 2], y - current[current.length - 1]) < NEAR) return;
    current.push(x, y);
    paint();
  }

  function paint() {
    const box = canvas.getBoundingClientRect();
    const scale = window.devicePixelRatio || 1;
    canvas.width = box.width * scale;
    canvas.height = box.height * scale;
    const pen = canvas.getContext("2d");
    Object.assign(pen, { lineWidth: 3 * scale, lineCap: "round", lineJoin: "round", strokeStyle: "#1d2230" });
    for (const stroke of strokes) {
      pen.beginPath();
      for (let place = 0; place < stroke.length; place += 2) {
        const point = [(stroke[place] / SIDE) * canvas.width, (stroke[place + 1] / SIDE) * canvas.height];
        if (place) pen.lineTo(...point);
        else pen.moveTo(...point);
      }
      if (stroke.length === 2) pen.lineTo((stroke[0] / SIDE) * canvas.width + 1, (stroke[1] / SIDE) * canvas.height);
      pen.stroke();
    }
  }

  canvas.addEventListener("pointerdown", begin);
  canvas.addEventListener("pointermove", go);
  for (const end of ["pointerup", "pointercancel"]) canvas.addEventListener(end, () => (current = null));
  const clear = () => {
    strokes = [];
    paint();
  };
  return { canvas, clear, strokes: () => strokes };
}
