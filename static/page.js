// Two comforts, both absent when the browser has none of it: hear a sentence, print the page.
for (const button of document.querySelectorAll("[data-listen]")) {
  if (!("speechSynthesis" in window)) break;
  button.hidden = false;
  button.addEventListener("click", () => {
    const target = document.getElementById(button.dataset.listen);
    const spoken = new SpeechSynthesisUtterance(target.innerText);
    spoken.lang = target.closest("[lang]").lang;
    spoken.rate = 0.9;
    speechSynthesis.cancel();
    speechSynthesis.speak(spoken);
  });
}
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
