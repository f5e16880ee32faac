// Numbers of the decoded media, straight from the peer connections.

export interface VideoStats {
  track: string;
  width: number;
  height: number;
  framesDecoded: number;
  framesPerSecond: number;
}

export interface Stats {
  videos: VideoStats[];
  audioEnergy: number;
  lossPercent: number;
  roundTripMs: number;
}

interface Counters {
  received: number;
  lost: number;
}

const connections = new Set<RTCPeerConnection>();

/** Remembers every peer connection made from now on. Once, before the SDK makes any. */
export function watchConnections(): void {
  const Real = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends Real {
    constructor(configuration?: RTCConfiguration) {
      super(configuration);
      connections.add(this);
      this.addEventListener("connectionstatechange", () => {
        if (this.connectionState === "closed") {
          connections.delete(this);
        }
      });
    }
  };
}

type Report = Record<string, unknown>;

function numberOf(report: Report, key: string): number {
  const value = report[key];
  return typeof value === "number" && Number.isFinite(value) ? value : 0;
}

/** Adds one report of getStats() to the sums. */
export function addReport(stats: Stats, counters: Counters, report: Report): void {
  if (report["type"] === "candidate-pair" && report["nominated"] === true) {
    stats.roundTripMs = Math.round(numberOf(report, "currentRoundTripTime") * 1000);
  }
  if (report["type"] !== "inbound-rtp") {
    return;
  }
  counters.received += numberOf(report, "packetsReceived");
  counters.lost += Math.max(0, numberOf(report, "packetsLost"));
  if (report["kind"] === "audio") {
    stats.audioEnergy += numberOf(report, "totalAudioEnergy");
  } else if (report["kind"] === "video") {
    stats.videos.push({
      track: String(report["trackIdentifier"] ?? report["trackId"] ?? "").slice(0, 128),
      width: numberOf(report, "frameWidth"),
      height: numberOf(report, "frameHeight"),
      framesDecoded: numberOf(report, "framesDecoded"),
      framesPerSecond: numberOf(report, "framesPerSecond"),
    });
  }
}

/** Measures over all connections; loss is counted since the last call with the same `before`. */
export async function measure(before: Counters): Promise<Stats> {
  const stats: Stats = { videos: [], audioEnergy: 0, lossPercent: 0, roundTripMs: 0 };
  const counters: Counters = { received: 0, lost: 0 };
  for (const connection of [...connections]) {
    if (connection.connectionState === "closed") {
      connections.delete(connection);
      continue;
    }
    (await connection.getStats()).forEach((report: Report) => addReport(stats, counters, report));
  }
  const received = counters.received - before.received;
  const lost = counters.lost - before.lost;
  stats.lossPercent = received + lost > 0 && lost > 0 ? (100 * lost) / (received + lost) : 0;
  before.received = counters.received;
  before.lost = counters.lost;
  return stats;
}
