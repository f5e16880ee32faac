// A moving picture and a quiet tone in place of a missing camera and microphone. They are real tracks: the SDK
// publishes them as it would a camera's.

import type { StandIn } from "./state";

const kWidth = 640;
const kHeight = 360;
const kFramesPerSecond = 20;
const kBars = ["#B4B4B4", "#B4B410", "#10B4B4", "#10B410", "#B410B4", "#B41010", "#1010B4"];

/** What is missing here: asks the system, and with `force` pretends that both are. */
export async function missingDevices(force: boolean): Promise<StandIn> {
  if (force) {
    return { camera: true, microphone: true };
  }
  try {
    const devices = await navigator.mediaDevices.enumerateDevices();
    const has = (kind: MediaDeviceKind) => devices.some((device) => device.kind === kind);
    return { camera: !has("videoinput"), microphone: !has("audioinput") };
  } catch {
    return { camera: true, microphone: true };
  }
}

/** Answers requests for the missing devices with stand-ins from now on. `name` is written into the picture. */
export function standInFor(missing: StandIn, name: string): void {
  const devices = navigator.mediaDevices;
  const realMedia = devices.getUserMedia.bind(devices);
  const realList = devices.enumerateDevices.bind(devices);
  const picture = missing.camera ? testPicture(name) : undefined;
  const tone = missing.microphone ? testTone() : undefined;

  devices.getUserMedia = async (constraints: MediaStreamConstraints = {}) => {
    const stream = new MediaStream();
    const real: MediaStreamConstraints = {};
    if (constraints.video) {
      if (picture) stream.addTrack(picture());
      else real.video = constraints.video;
    }
    if (constraints.audio) {
      if (tone) stream.addTrack(tone());
      else real.audio = constraints.audio;
    }
    if (real.video || real.audio) {
      (await realMedia(real)).getTracks().forEach((track) => stream.addTrack(track));
    }
    return stream;
  };
  devices.enumerateDevices = async () => {
    const list = await realList();
    if (picture) list.push(device("videoinput", "test-picture", "Test picture"));
    if (tone) list.push(device("audioinput", "test-tone", "Test tone"));
    return list;
  };
}

function device(kind: MediaDeviceKind, deviceId: string, label: string): MediaDeviceInfo {
  const info = { kind, deviceId, label, groupId: "bedside-test" };
  return { ...info, toJSON: () => info };
}

function testPicture(name: string): () => MediaStreamTrack {
  const canvas = document.createElement("canvas");
  canvas.width = kWidth;
  canvas.height = kHeight;
  const paint = canvas.getContext("2d", { alpha: false });
  let frame = 0;
  const draw = () => {
    if (paint) {
      drawFrame(paint, frame++, name);
    }
  };
  draw();
  setInterval(draw, 1000 / kFramesPerSecond);
  return () => {
    const track = canvas.captureStream(kFramesPerSecond).getVideoTracks()[0];
    if (!track) {
      throw new DOMException("no test picture", "NotFoundError");
    }
    return track;
  };
}

function drawFrame(paint: CanvasRenderingContext2D, frame: number, name: string): void {
  const bar = kWidth / kBars.length;
  kBars.forEach((color, index) => {
    paint.fillStyle = color;
    paint.fillRect(index * bar, 0, bar + 1, kHeight);
  });
  paint.fillStyle = "#16202A";
  paint.fillRect(0, kHeight * 0.62, kWidth, kHeight * 0.38);
  const x = kWidth / 2 + Math.sin(frame / 18) * kWidth * 0.4;
  paint.fillStyle = "#FFFFFF";
  paint.beginPath();
  paint.arc(x, kHeight * 0.31, 42, 0, Math.PI * 2);
  paint.fill();
  paint.strokeStyle = "#0B6E78";
  paint.lineWidth = 8;
  paint.beginPath();
  paint.moveTo(x, kHeight * 0.31);
  paint.lineTo(x + Math.cos(frame / 9) * 34, kHeight * 0.31 + Math.sin(frame / 9) * 34);
  paint.stroke();
  paint.fillStyle = "#E8EDF2";
  paint.textAlign = "center";
  paint.font = "600 34px sans-serif";
  paint.fillText(name, kWidth / 2, kHeight * 0.76, kWidth * 0.9);
  paint.font = "22px monospace";
  paint.fillText(new Date().toISOString().slice(11, 23), kWidth / 2, kHeight * 0.88);
}

function testTone(): () => MediaStreamTrack {
  const context = new AudioContext();
  const source = context.createOscillator();
  const swell = context.createGain();
  const swing = context.createOscillator();
  const depth = context.createGain();
  source.frequency.value = 330;
  swell.gain.value = 0.012;
  swing.frequency.value = 0.4;
  depth.gain.value = 0.01;
  swing.connect(depth).connect(swell.gain);
  source.connect(swell);
  source.start();
  swing.start();
  void context.resume();
  // A browser starts sound only after the person has touched the page.
  document.addEventListener("pointerdown", () => void context.resume(), { once: true });
  return () => {
    const target = context.createMediaStreamDestination();
    swell.connect(target);
    const track = target.stream.getAudioTracks()[0];
    if (!track) {
      throw new DOMException("no test tone", "NotFoundError");
    }
    return track;
  };
}
