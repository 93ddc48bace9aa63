import {
  checkFields,
  type FieldRules,
  flag,
  isFields,
  listOf,
  nullable,
  oneOf,
  pattern,
  textsOf,
} from "../fields.js";
import { json, type Outcome, problem } from "../outcome.js";
import { type Incoming, jsonOnly, type Route, xmlOnly } from "../router.js";
import type { World } from "../world.js";
import { readBxml } from "./bxml.js";
import {
  type Conference,
  complete,
  conferenceFault,
  conferencesOf,
  type Member,
  playToAll,
  redirect,
} from "./conferences.js";
import { targetIn } from "./create-call.js";
import { pageOf } from "./pages.js";
import { redirectRules } from "./update-call.js";

const all = "/api/v2/accounts/{account}/conferences";
const one = `${all}/{conferenceId}`;
const member = `${one}/members/{callId}`;
const shared = { errors: "voice", auth: "account", feature: "voice" } as const;
const accepts = jsonOnly;

/** The API of conferences; that of their recordings is with the other recordings. */
export const conferenceRoutes: readonly Route[] = [
  { ...shared, method: "GET", path: all, handle: list },
  {
    ...shared,
    method: "GET",
    path: one,
    handle: withConference((_, conference) => json(200, view(conference))),
  },
  { ...shared, method: "POST", path: one, accepts, handle: withConference(update) },
  { ...shared, method: "PUT", path: `${one}/bxml`, accepts: xmlOnly, handle: withConference(replaceBxml) },
  { ...shared, method: "GET", path: member, handle: withMember((_, item) => json(200, item)) },
  { ...shared, method: "PUT", path: member, accepts, handle: withMember(updateMember) },
];

type ConferenceHandler = (world: World, conference: Conference, incoming: Incoming) => Outcome;

function withConference(handle: ConferenceHandler): Route["handle"] {
  return (world, incoming) => {
    const { account, conferenceId = "" } = incoming.params;
    const conference = conferencesOf(world).get(conferenceId);
    if (conference && conference.accountId === account) return handle(world, conference, incoming);
    return problem(404, `There is no conference ${conferenceId}.`);
  };
}

function withMember(
  handle: (member: Member, shown: ReturnType<typeof memberView>, incoming: Incoming) => Outcome,
): Route["handle"] {
  return withConference((_, conference, incoming) => {
    const { callId = "" } = incoming.params;
    const known = conference.members.get(callId);
    return known
      ? handle(known, memberView(conference, known), incoming)
      : problem(404, `The conference has no member ${callId}.`);
  });
}

const memberView = ({ id, url }: Conference, { call, mute, hold, callIdsToCoach }: Member) => ({
  callId: call.id,
  conferenceId: id,
  memberUrl: `${url}/members/${call.id}`,
  mute,
  hold,
  callIdsToCoach,
});

const view = (conference: Conference) => ({
  id: conference.id,
  name: conference.name,
  createdTime: conference.createdTime,
  completedTime: conference.completedTime ?? null,
  conferenceEventUrl: conference.events?.target.url ?? null,
  conferenceEventMethod: conference.events?.target.method ?? "POST",
  tag: conference.tag ?? null,
  activeMembers: [...conference.members.values()].map((item) => memberView(conference, item)),
});

/** Members are listed by the GET of one conference only. */
function list(world: World, incoming: Incoming): Outcome {
  const { query, params } = incoming;
  const [name, from, to] = [query.get("name"), query.get("minCreatedTime"), query.get("maxCreatedTime")];
  const wanted = [...conferencesOf(world).values()].filter(
    (conference) =>
      conference.accountId === params.account &&
      (name === null || conference.name === name) &&
      (from === null || conference.createdTime >= from) &&
      (to === null || conference.createdTime <= to),
  );
  const shown = wanted.map((conference) => ({ ...view(conference), activeMembers: null }));
  return pageOf(world, incoming, shown, "conferences");
}

const updateRules: FieldRules = { ...redirectRules, status: nullable(oneOf("active", "completed")) };

function update(world: World, conference: Conference, { body }: Incoming): Outcome {
  const [fault] = checkFields(body, updateRules);
  if (fault || !isFields(body)) return problem(400, `Invalid ${fault?.fieldName}: ${fault?.description}.`);
  if (conference.completedTime !== undefined) return problem(409, "The conference is over.");
  const target = targetIn(body, "redirect", "");
  if (body.status === "completed") {
    if (target) return problem(400, "Invalid redirectUrl: not allowed when status is completed.");
    complete(world, conference);
    return { kind: "empty", status: 204 };
  }
  if (!target) return problem(400, "Invalid redirectUrl: is required when status is active.");
  redirect(world, conference, { target, fallback: targetIn(body, "redirectFallback", "fallback") });
  return { kind: "empty", status: 204 };
}

function replaceBxml(world: World, conference: Conference, { bytes }: Incoming): Outcome {
  const document = readBxml(bytes, ["Bxml", "Response"], world.settings);
  const fault = document.ok ? conferenceFault(document.value) : document.fault;
  if (!document.ok || fault !== undefined) return problem(400, `Invalid BXML: ${fault}.`);
  if (conference.completedTime !== undefined) return problem(409, "The conference is over.");
  const base = conference.events?.target.url ?? world.url;
  world.tasks.start(() => playToAll(world, conference, document.value, base));
  return { kind: "empty", status: 204 };
}

const memberRules: FieldRules = {
  mute: nullable(flag),
  hold: nullable(flag),
  callIdsToCoach: nullable(listOf(pattern(/^c-[\w-]+$/, "a call id"), { min: 0, max: 20 })),
};

function updateMember(item: Member, _: unknown, { body }: Incoming): Outcome {
  const [fault] = checkFields(body, memberRules);
  if (fault || !isFields(body)) return problem(400, `Invalid ${fault?.fieldName}: ${fault?.description}.`);
  if (typeof body.mute === "boolean") item.mute = body.mute;
  if (typeof body.hold === "boolean") item.hold = body.hold;
  if (body.callIdsToCoach) item.callIdsToCoach = textsOf(body, "callIdsToCoach");
  return { kind: "empty", status: 204 };
}
