/* Codes before the camera: read by the browser where it can, else by the server, picture by picture. */
const PAUSE = 250;
const SAME_AGAIN = 5000;
let camera = null;

async function openCamera(found) {
  try {
    camera = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment", width: { ideal: 1280 } } });
  } catch {
    tell("error", words.camera);
    return;
  }
  $("camera").hidden = false;
  $("camera-words").textContent = words.scanning;
  $("video").srcObject = camera;
  await $("video").play();
  watch(await reader(), found);
}

function closeCamera() {
  for (const track of camera?.getTracks() ?? []) track.stop();
  camera = null;
  $("camera").hidden = true;
  $("q").focus();
}

/** Return a function that reads one picture of the video. */
async function reader() {
  const kinds = (await globalThis.BarcodeDetector?.getSupportedFormats?.()) ?? [];
  if (kinds.includes("qr_code")) {
    const detector = new BarcodeDetector({ formats: ["qr_code"] });
    return async () => (await detector.detect($("video")))[0]?.rawValue ?? "";
  }
  const canvas = document.createElement("canvas");
  return async () => {
    const [width, height] = [$("video").videoWidth, $("video").videoHeight];
    if (!width) return "";
    [canvas.width, canvas.height] = [640, Math.round((640 * height) / width)];
    canvas.getContext("2d").drawImage($("video"), 0, 0, canvas.width, canvas.height);
    const frame = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.7));
    const body = new FormData();
    body.append("csrf_token", book.token);
    body.append("frame", frame, "frame.jpg");
    const [answer, said] = await ask(facts.scan, { method: "POST", body });
    if (!answer.ok || said.message) throw new Error(said.message);
    return said.text;
  };
}

async function watch(read, found) {
  let last = "", at = 0;
  while (camera) {
    try {
      const text = await read();
      if (text && (text !== last || Date.now() - at > SAME_AGAIN)) {
        [last, at] = [text, Date.now()];
        found(text);
      }
    } catch (error) {
      $("camera-words").textContent = (error instanceof Gone ? "" : error.message) || words.noReader;
      await new Promise((resolve) => setTimeout(resolve, 3000));
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
  }
}

function startCamera(found) {
  if (!navigator.mediaDevices?.getUserMedia) return;
  $("scan").hidden = false;
  $("scan").addEventListener("click", () => (camera ? closeCamera() : openCamera(found)));
  $("camera-end").addEventListener("click", closeCamera);
}
