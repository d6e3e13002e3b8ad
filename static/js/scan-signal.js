// What the officer hears and feels without looking: one short tone for a new box, a deeper one for a box that was scanned
// before, a long one for what does not belong.

const TONES = { good: [[1320, 0.07]], again: [[520, 0.12]], bad: [[240, 0.16], [240, 0.22]] };
const TREMBLES = { good: 40, again: [60, 60, 60], bad: [200, 80, 200] };
let sound;

/** Browsers allow sound after a touch only. */
export function wake() {
  sound ??= globalThis.AudioContext && new AudioContext();
  if (sound?.state === "suspended") sound.resume();
}

export function signal(kind) {
  if (navigator.userActivation?.hasBeenActive) navigator.vibrate?.(TREMBLES[kind]);
  let at = sound?.currentTime;
  for (const [pitch, seconds] of sound ? TONES[kind] : []) {
    const tone = sound.createOscillator();
    tone.frequency.value = pitch;
    tone.connect(sound.destination);
    tone.start(at);
    tone.stop(at + seconds);
    at += seconds + 0.06;
  }
}
