// The desk: a scanner types the code and Enter by itself; a phone may use its camera where the browser reads codes.

const form = document.querySelector("[data-scan]");
const button = form.querySelector("[data-camera]");
const view = document.querySelector("[data-view]");

async function scan() {
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  const detector = new BarcodeDetector();
  view.srcObject = stream;
  view.hidden = false;
  await view.play();
  while (view.srcObject) {
    const [found] = await detector.detect(view);
    const code = found?.rawValue.match(/(?<![0-9])[0-9]{13}(?![0-9])/);
    if (code) {
      form.elements.cari.value = code[0];
      stop();
      form.requestSubmit();
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

function stop() {
  for (const track of view.srcObject?.getTracks() ?? []) track.stop();
  view.srcObject = null;
  view.hidden = true;
}

if ("BarcodeDetector" in globalThis && navigator.mediaDevices) {
  button.hidden = false;
  button.addEventListener("click", () => (view.srcObject ? stop() : scan().catch(stop)));
}
