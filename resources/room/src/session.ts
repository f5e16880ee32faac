// One person's stay in one room, on the 100ms SDK. Everything the view needs comes out as a RoomState.

import {
  HMSNotificationTypes,
  HMSReactiveStore,
  HMSRoomState,
  selectIsLocalAudioEnabled,
  selectIsLocalVideoEnabled,
  selectPeers,
  selectRoomState,
  selectTracksMap,
} from "@100mslive/hms-video-store";
import type { HMSPeer, HMSTrack } from "@100mslive/hms-video-store";
import { errorSentence, isSilent } from "./errors";
import { initialState, sdkEndpoint } from "./state";
import type { Person, RoomState } from "./state";
import { missingDevices, standInFor } from "./testmedia";

export interface JoinRequest {
  token: string;
  initEndpoint: string;
  userName: string;
  /** Whether a test picture and tone may stand in: for missing devices only, or always. */
  testMedia: "never" | "missing" | "always";
}

interface Note {
  type: string;
  data?: unknown;
}

interface SdkError {
  code?: number;
  isTerminal?: boolean;
}

export class RoomSession {
  private readonly hms = new HMSReactiveStore();
  private readonly store = this.hms.getStore();
  private readonly actions = this.hms.getActions();
  private state = initialState();
  private leaving = false;
  private mediaReady = false;

  constructor(private readonly onChange: (state: RoomState) => void) {
    this.actions.setLogLevel(4);
    this.store.subscribe(() => this.readPeople(), selectPeers);
    this.store.subscribe(() => this.readPeople(), selectTracksMap);
    this.store.subscribe((on) => this.update({ microphone: on }), selectIsLocalAudioEnabled);
    this.store.subscribe((on) => this.update({ camera: on }), selectIsLocalVideoEnabled);
    this.store.subscribe((state) => this.readRoomState(state), selectRoomState);
    this.hms.getNotifications().onNotification((note) => this.notice(note));
  }

  current(): RoomState {
    return this.state;
  }

  async join(request: JoinRequest): Promise<void> {
    this.leaving = false;
    this.update({ phase: "joining", sentence: undefined, people: [] });
    await this.prepareMedia(request);
    if (this.leaving) {
      return;
    }
    try {
      await this.actions.join({
        authToken: request.token,
        userName: request.userName,
        initEndpoint: sdkEndpoint(request.initEndpoint),
        rememberDeviceSelection: false,
        settings: { isAudioMuted: !this.state.microphone, isVideoMuted: !this.state.camera },
      });
    } catch (error) {
      this.fail(error as SdkError);
    }
  }

  async leave(): Promise<void> {
    this.leaving = true;
    await this.actions.leave().catch(() => undefined);
    this.update({ phase: "left", people: [] });
  }

  async setMicrophone(on: boolean): Promise<void> {
    await this.actions.setLocalAudioEnabled(on).catch((error: SdkError) => this.noteError(error));
  }

  async setCamera(on: boolean): Promise<void> {
    await this.actions.setLocalVideoEnabled(on).catch((error: SdkError) => this.noteError(error));
  }

  attach(video: string, element: HTMLVideoElement): void {
    void this.actions.attachVideo(video, element);
  }

  detach(video: string, element: HTMLVideoElement): void {
    void this.actions.detachVideo(video, element);
  }

  async unblockAudio(): Promise<void> {
    await this.actions.unblockAudio().catch(() => undefined);
    if (this.state.sentence === "errorAutoplay") {
      this.update({ sentence: undefined });
    }
  }

  private async prepareMedia(request: JoinRequest): Promise<void> {
    if (this.mediaReady || request.testMedia === "never") {
      return;
    }
    const standIn = await missingDevices(request.testMedia === "always");
    if (standIn.camera || standIn.microphone) {
      standInFor(standIn, request.userName);
    }
    this.mediaReady = true;
    this.update({ standIn });
  }

  private readPeople(): void {
    const tracks = this.store.getState(selectTracksMap);
    const peers = this.store.getState(selectPeers);
    this.update({ people: peers.filter((peer) => peer !== undefined).map((peer) => personOf(peer, tracks)) });
  }

  private readRoomState(room: HMSRoomState): void {
    if (room === HMSRoomState.Connected && !this.leaving) {
      this.update({ phase: "joined", lostSince: 0, sentence: undefined });
    } else if (room === HMSRoomState.Reconnecting && this.state.phase === "joined") {
      this.update({ phase: "reconnecting", lostSince: Date.now() });
    }
  }

  private notice(note: Note): void {
    switch (note.type) {
      case HMSNotificationTypes.RECONNECTING:
        if (this.state.phase === "joined") {
          this.update({ phase: "reconnecting", lostSince: Date.now() });
        }
        break;
      case HMSNotificationTypes.RECONNECTED:
        this.update({ phase: "joined", lostSince: 0, sentence: undefined });
        break;
      case HMSNotificationTypes.ROOM_ENDED:
      case HMSNotificationTypes.REMOVED_FROM_ROOM:
        this.leaving = true;
        this.update({ phase: endOf(note), people: [] });
        break;
      case HMSNotificationTypes.ERROR:
        this.noteError(note.data as SdkError);
        break;
      default:
        break;
    }
  }

  private noteError(error: SdkError): void {
    const code = error.code ?? 0;
    if (error.isTerminal === true) {
      this.fail(error);
    } else if (!isSilent(code) && this.state.phase === "joined") {
      this.update({ sentence: errorSentence(code) });
    }
  }

  private fail(error: SdkError): void {
    if (this.leaving) {
      return;
    }
    this.update({ phase: "failed", sentence: errorSentence(error.code ?? 0), people: [] });
  }

  private update(change: Partial<RoomState>): void {
    const over = ["left", "ended", "removed", "failed"].includes(this.state.phase);
    if (over && change.phase !== "joining" && change.phase !== "left") {
      return;
    }
    this.state = { ...this.state, ...change };
    this.onChange(this.state);
  }
}

function endOf(note: Note): "ended" | "removed" {
  const data = note.data as { roomEnded?: boolean } | undefined;
  return note.type === HMSNotificationTypes.ROOM_ENDED || data?.roomEnded === true ? "ended" : "removed";
}

function personOf(peer: HMSPeer, tracks: Record<string, HMSTrack>): Person {
  const video = peer.videoTrack === undefined ? undefined : tracks[peer.videoTrack];
  const audio = peer.audioTrack === undefined ? undefined : tracks[peer.audioTrack];
  return {
    id: peer.id,
    name: peer.name,
    role: peer.roleName ?? "",
    local: peer.isLocal,
    video: video?.enabled ? video.id : undefined,
    audible: audio?.enabled ?? false,
  };
}
