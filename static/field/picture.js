// Photographs, made small on the phone and drawn anew: neither the place nor the camera goes along.
import { h, icon } from "./dom.js";

// A button that takes a photograph, or chooses one; `taken` gets null when the browser cannot open it as a picture.
export function picker(name, label, taken) {
  const input = h("input", { type: "file", accept: "image/*", capture: "environment", name, class: "visually-hidden" });
  input.addEventListener("change", async () => {
    const [file] = input.files;
    input.value = "";
    if (file) await taken(await createImageBitmap(file).catch(() => null));
  });
  return h("label", { class: "button button--second button--block" }, input, icon("camera"), label);
}

// A JPEG in base 64 of at most so many signs: first to `side` points, then coarser, then smaller.
export function shrunk(picture, side, largest) {
  for (let longest = side; ; longest *= 0.8) {
    const canvas = drawn(picture, longest);
    for (const quality of [0.8, 0.65, 0.5]) {
      const text = canvas.toDataURL("image/jpeg", quality).split(",")[1];
      if (text.length <= largest || longest < 200) return text;
    }
  }
}

function drawn(picture, longest) {
  const scale = Math.min(1, longest / Math.max(picture.width, picture.height));
  const [width, height] = [picture.width, picture.height].map((one) => Math.max(1, Math.round(one * scale)));
  const canvas = h("canvas", { width, height });
  const pen = canvas.getContext("2d");
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, width, height);
  pen.drawImage(picture, 0, 0, width, height);
  return canvas;
}
