import { HMSReactiveStore } from "@100mslive/hms-video-store";

const store = new HMSReactiveStore();
store.triggerOnSubscribe();
