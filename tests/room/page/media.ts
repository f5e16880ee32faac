// A page for the media test: the real SDK, driven from outside through window.room, which also tells what it sees.
import {
  HMSReactiveStore,
  selectIsConnectedToRoom,
  selectLocalPeerRoleName,
  selectRemotePeers,
  selectRoomState,
  selectTrackByID,
} from "@100mslive/hms-video-store";

interface Decoded {
  frames: number;
  width: number;
  height: number;
}

const system = new HMSReactiveStore();
system.triggerOnSubscribe();
const actions = system.getActions();
const store = system.getStore();
const connections: RTCPeerConnection[] = [];
const errors: string[] = [];
const events: string[] = [];

// Statistics come from the connections themselves, not from what the SDK says about them.
const Native = window.RTCPeerConnection;
window.RTCPeerConnection = class extends Native {
  constructor(configuration?: RTCConfiguration) {
    super(configuration);
    connections.push(this);
  }
};

system.getNotifications().onNotification((notification) => {
  events.push(notification.type);
  if (notification.severity === "error") errors.push(JSON.stringify(notification.data));
});

async function decoded(): Promise<Decoded> {
  const sum: Decoded = { frames: 0, width: 0, height: 0 };
  for (const connection of connections.filter((each) => each.connectionState === "connected")) {
    (await connection.getStats()).forEach((report) => {
      if (report.type !== "inbound-rtp" || report.kind !== "video") return;
      sum.frames += report.framesDecoded ?? 0;
      sum.width = Math.max(sum.width, report.frameWidth ?? 0);
      sum.height = Math.max(sum.height, report.frameHeight ?? 0);
    });
  }
  return sum;
}

function showVideos(): void {
  const wanted = new Set<string>();
  for (const peer of store.getState(selectRemotePeers)) {
    if (!peer.videoTrack) continue;
    wanted.add(peer.videoTrack);
    if (document.getElementById(peer.videoTrack)) continue;
    const element = document.createElement("video");
    element.id = peer.videoTrack;
    element.muted = true;
    element.autoplay = true;
    document.body.append(element);
    void actions.attachVideo(peer.videoTrack, element).catch((error) => errors.push(String(error)));
  }
  for (const element of document.querySelectorAll("video")) {
    if (!wanted.has(element.id)) element.remove();
  }
}

store.subscribe(showVideos, selectRemotePeers);

function isMuted(trackId: string | undefined): boolean | null {
  const track = trackId ? store.getState(selectTrackByID(trackId)) : undefined;
  return track ? !track.enabled : null;
}

function call(action: Promise<unknown>): void {
  action.catch((error) => errors.push(String(error)));
}

let snapshot = "{}";
async function look(): Promise<void> {
  snapshot = JSON.stringify({
    connected: store.getState(selectIsConnectedToRoom) ?? false,
    state: store.getState(selectRoomState),
    role: store.getState(selectLocalPeerRoleName) ?? "",
    peers: store.getState(selectRemotePeers).map((peer) => ({
      id: peer.id,
      name: peer.name,
      role: peer.roleName ?? "",
      audioMuted: isMuted(peer.audioTrack),
      videoMuted: isMuted(peer.videoTrack),
    })),
    decoded: await decoded(),
    errors,
    events,
  });
}
const kLookEvery = 200;
setInterval(() => void look(), kLookEvery);

Object.assign(window, {
  room: {
    join: (authToken: string, userName: string) => {
      connections.length = 0;
      errors.length = 0;
      events.length = 0;
      call(
        actions.join({
          authToken,
          userName,
          initEndpoint: `${location.origin}/https://prod`,
          settings: { isAudioMuted: false, isVideoMuted: false },
        }),
      );
    },
    leave: () => call(actions.leave()),
    setAudio: (on: boolean) => call(actions.setLocalAudioEnabled(on)),
    setVideo: (on: boolean) => call(actions.setLocalVideoEnabled(on)),
    changeRole: (peerId: string, role: string) => call(actions.changeRoleOfPeer(peerId, role, true)),
    endRoom: () => call(actions.endRoom(true, "done")),
    look: () => snapshot,
  },
});
