// Codes from the camera, from a photo, and the photo of a hand-over made small enough to send.

import { decodeQR } from "../vendor/qr/decode.js";

const SIDE = 720;
const PAUSE = 90;
const LONG_SIDE = 1920;

function read(pen, width, height, timeLimit) {
  try {
    return decodeQR(pen.getImageData(0, 0, width, height), { timeLimit });
  } catch {
    return null;
  }
}

export class Camera {
  /** `heard(text)` is called for every code in view, again and again while it stays there. */
  constructor(video, heard) {
    this.video = video;
    this.heard = heard;
    this.canvas = document.createElement("canvas");
    this.pen = this.canvas.getContext("2d", { willReadFrequently: true });
  }

  get isOpen() {
    return Boolean(this.stream);
  }

  /** Rejects with the browser's reason where there is no camera or it is not allowed. */
  async open() {
    this.stream = await navigator.mediaDevices.getUserMedia({
      audio: false,
      video: { facingMode: { ideal: "environment" }, width: { ideal: 1280 }, height: { ideal: 720 } },
    });
    this.video.srcObject = this.stream;
    await this.video.play();
    this.lock = await navigator.wakeLock?.request("screen").catch(() => null);
    this.look();
  }

  close() {
    clearTimeout(this.timer);
    for (const track of this.stream?.getTracks() ?? []) track.stop();
    this.stream = this.video.srcObject = null;
    this.lock?.release().catch(() => null);
  }

  /** The middle square of the picture, as the frame on the screen shows it. */
  look() {
    if (!this.stream) return;
    const { videoWidth: width, videoHeight: height } = this.video;
    if (width && !document.hidden) {
      const side = Math.min(width, height);
      this.canvas.width = this.canvas.height = Math.min(side, SIDE);
      this.pen.drawImage(this.video, (width - side) / 2, (height - side) / 2, side, side, 0, 0, this.canvas.width, this.canvas.height);
      const text = read(this.pen, this.canvas.width, this.canvas.height, 40);
      if (text) this.heard(text);
    }
    this.timer = setTimeout(() => this.look(), PAUSE);
  }

  get hasTorch() {
    return Boolean(this.stream?.getVideoTracks()[0]?.getCapabilities?.().torch);
  }

  async torch(on) {
    await this.stream.getVideoTracks()[0].applyConstraints({ advanced: [{ torch: on }] }).catch(() => null);
  }
}

async function drawn(file, longest) {
  const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
  const scale = Math.min(1, longest / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(bitmap.width * scale));
  canvas.height = Math.max(1, Math.round(bitmap.height * scale));
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  return { canvas, pen };
}

/** The code in a photo, or null; a small code in a large photo is looked for at full size last. */
export async function codeInPhoto(file) {
  for (const longest of [1000, 1800, 3600]) {
    const { canvas, pen } = await drawn(file, longest);
    const text = read(pen, canvas.width, canvas.height, 1500);
    if (text) return text;
  }
  return null;
}

/** A photo as JPEG that a weak line carries, without what the camera wrote into it. */
export async function smaller(file) {
  const { canvas } = await drawn(file, LONG_SIDE);
  return new Promise((done, fail) => canvas.toBlob((blob) => (blob ? done(blob) : fail(new Error("foto"))), "image/jpeg", 0.8));
}

/** A small picture of a photo. */
export async function thumbnail(canvas, blob) {
  const small = (await drawn(blob, 160)).canvas;
  canvas.width = small.width;
  canvas.height = small.height;
  canvas.getContext("2d").drawImage(small, 0, 0);
}
