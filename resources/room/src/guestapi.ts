// The guest's side of the waiting room over HTTP. Answers are checked before anybody trusts them.

export type GuestKind = "patient" | "family" | "interpreter" | "guest";
export type GuestState = "waiting" | "admitted" | "in_room" | "denied" | "left";

export interface Grant {
  token: string;
  initEndpoint: string;
}

export interface GuestAnswer {
  state: GuestState;
  visitStatus: string;
  organization: string;
  practitioner: string;
  participant: string;
  secret: string;
  grant: Grant | undefined;
}

export type Trouble = "unknown" | "ended" | "busy" | "notReady" | "offline";
export type GuestResult = { ok: true; answer: GuestAnswer } | { ok: false; trouble: Trouble };

const kStates: readonly string[] = ["waiting", "admitted", "in_room", "denied", "left"];
const kTimeoutMs = 10_000;

function record(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** A participant is an object of the database's contract or just its id. */
export function readAnswer(body: unknown): GuestAnswer | undefined {
  const all = record(body);
  const person = record(all["participant"]);
  const state = text(person["state"]) || text(all["state"]);
  if (!kStates.includes(state)) {
    return undefined;
  }
  const grant = record(all["grant"]);
  const token = text(grant["token"]);
  const initEndpoint = text(grant["init_endpoint"]);
  return {
    state: state as GuestState,
    visitStatus: text(all["visit_status"]),
    organization: text(all["organization"]),
    practitioner: text(all["practitioner"]),
    participant: text(person["id"]) || text(all["participant"]),
    secret: text(all["secret"]),
    grant: token !== "" && initEndpoint !== "" ? { token, initEndpoint } : undefined,
  };
}

/** What a refusal means for the guest (docs/admin/guest-interface.md). */
export function troubleOf(status: number, body: unknown): Trouble {
  const reason = text(record(body)["error"]);
  if (reason === "visit.ended") {
    return "ended";
  }
  if (reason === "code.unknown" || reason === "code.malformed" || reason === "participant.unknown") {
    return "unknown";
  }
  if (status === 409) {
    return "notReady";
  }
  if (status === 429) {
    return "busy";
  }
  return status === 400 || status === 404 ? "unknown" : "offline";
}

async function call(step: string, body: Record<string, string>): Promise<GuestResult> {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), kTimeoutMs);
  try {
    const reply = await fetch(`/api/guest/${step}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
      signal: stop.signal,
      credentials: "omit",
    });
    const content: unknown = await reply.json().catch(() => undefined);
    if (!reply.ok) {
      return { ok: false, trouble: troubleOf(reply.status, content) };
    }
    const answer = readAnswer(content);
    return answer === undefined ? { ok: false, trouble: "offline" } : { ok: true, answer };
  } catch {
    return { ok: false, trouble: "offline" };
  } finally {
    clearTimeout(timer);
  }
}

/** One guest at one visit: remembers the id and the key it was given. */
export class GuestDesk {
  private key: Record<string, string> = {};
  /** Of the arrival under way: sent again with it when an answer was lost, so that nobody waits twice. */
  private arrival = { name: "", kind: "", operation: "" };

  constructor(private readonly code: string) {}

  async arrive(name: string, kind: GuestKind): Promise<GuestResult> {
    if (this.arrival.name !== name || this.arrival.kind !== kind) {
      this.arrival = { name, kind, operation: crypto.randomUUID() };
    }
    const result = await call("arrive", { code: this.code, ...this.arrival });
    if (result.ok) {
      this.key = { participant: result.answer.participant, secret: result.answer.secret };
      this.arrival = { name: "", kind: "", operation: "" };
    }
    return result;
  }

  status(): Promise<GuestResult> {
    return call("status", this.key);
  }

  enter(): Promise<GuestResult> {
    return call("enter", this.key);
  }

  leave(): Promise<GuestResult> {
    return call("leave", this.key);
  }

  /** Says good-bye while the page goes away. */
  leaveInPassing(): void {
    if (this.key["participant"] !== undefined) {
      navigator.sendBeacon("/api/guest/leave", new Blob([JSON.stringify(this.key)], { type: "application/json" }));
    }
  }
}
