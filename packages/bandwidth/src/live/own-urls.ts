import { isRecord } from "@jackfield/contract";
import { replacingUrl } from "../bxml/build.js";

/** The attribute of a verb that says where its event goes. Without it, digits and results are lost. */
const urlOf: Readonly<Record<string, readonly string[]>> = {
  Gather: ["gatherUrl"],
  StartGather: ["dtmfUrl"],
  Redirect: ["redirectUrl"],
  Transfer: ["transferCompleteUrl"],
  PhoneNumber: ["transferDisconnectUrl"],
  SipUri: ["transferDisconnectUrl"],
  Bridge: ["bridgeCompleteUrl", "bridgeTargetCompleteUrl"],
  Conference: ["conferenceEventUrl"],
  Record: ["recordCompleteUrl", "recordingAvailableUrl"],
  StartRecording: ["recordingAvailableUrl"],
  StartTranscription: ["transcriptionEventUrl"],
  StartStream: ["streamEventUrl"],
};

const isOn = (value: unknown): boolean => value === true || value === "true";

/**
 * Sends the events of verbs that name no URL to this server, so that their digits and results are there to be read.
 * Where verbs follow, an answer of this server would take their place: then only a Gather reports, as its digits would
 * be lost, and the builder refuses the verbs after it.
 */
export const withOwnUrls = (verbs: readonly unknown[], voiceUrl: string | undefined): readonly unknown[] => {
  if (voiceUrl === undefined) return verbs;
  return verbs.map((verb, index) => {
    if (!isRecord(verb)) return verb;
    const { type, children, transcribe } = verb;
    const known = typeof type === "string" && Object.hasOwn(urlOf, type) ? urlOf[type] : undefined;
    const names = [...(known ?? []), ...(isOn(transcribe) ? ["transcriptionAvailableUrl"] : [])];
    const goesOn = index < verbs.length - 1 && type !== "Gather";
    const added = names
      .filter((name) => verb[name] === undefined && !(goesOn && name === replacingUrl[String(type)]))
      .map((name) => [name, voiceUrl] as const);
    const inner = Array.isArray(children) ? { children: withOwnUrls(children, voiceUrl) } : {};
    return { ...verb, ...Object.fromEntries(added), ...inner };
  });
};
