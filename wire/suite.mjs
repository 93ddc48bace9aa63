import { operationsOf, readDocument, versionOf } from "./document.mjs";
import { makeJudge } from "./judge.mjs";
import { seeded } from "./random.mjs";
import { startRecorder } from "./recorder.mjs";
import { makeReplies, resultProblems } from "./replies.mjs";
import { sample } from "./sampler.mjs";
import { planOf, serveBuilt, serveHere } from "./servers.mjs";
import { spelledTemplate, splitTemplate } from "./target.mjs";

/** How often a round is drawn again after the tool refused the arguments: with awkward texts first, with less in the end. */
const rounds = {
  required: [
    { awkward: false },
    { awkward: false },
    { awkward: false },
    { awkward: false },
    { awkward: false },
    { awkward: false },
  ],
  full: [
    { awkward: true, share: 1 },
    { awkward: true, share: 1 },
    { awkward: false, share: 1 },
    { awkward: false, share: 0.7 },
    { awkward: false, share: 0.4 },
    { awkward: false, share: 0.2 },
  ],
};

/** The arguments of a call by where they belong, as the tool says; that they really go there is the judge's matter. */
const givenOf = ({ request }, args) => {
  const { body } = request;
  // This server sends no credentials, so keys are arguments too.
  const placed = { ...request.parameters, ...request.keys };
  const rest = { ...args };
  const parameters = Object.entries(args).flatMap(([key, value]) => {
    if (!Object.hasOwn(placed, key)) return [];
    delete rest[key];
    return [{ key, in: placed[key].in, name: placed[key].name ?? key, value }];
  });
  if (body?.mediaTypeKey !== undefined) delete rest[body.mediaTypeKey];
  if (body === undefined) return { parameters, left: Object.keys(rest) };
  const { source } = body;
  if (source.kind === "whole") {
    const { [source.key]: whole, ...left } = rest;
    return { parameters, left: Object.keys(left), ...(whole !== undefined && { body: { whole } }) };
  }
  const fields = Object.entries(rest).map(([key, value]) => [source.fields[key] ?? key, value]);
  return { parameters, left: [], body: { fields: Object.fromEntries(fields) } };
};

/** Without the arguments that pick parts of a reply: they never reach the API. */
/** @param {Record<string, any>} schema */
const ofApi = ({ properties: { _fields: _some, _from: _first, ...properties } = {}, ...schema }) => ({
  ...schema,
  properties,
});

/** What the tool said when it refused the arguments. */
const refusalOf = ({ content, structuredContent }) => {
  const places = (structuredContent?.details ?? [])
    .slice(0, 4)
    .map((one) => `${one.path} ${one.expected}, got ${one.got}`);
  return [structuredContent?.error ?? content?.[0]?.text ?? "", ...places].join("; ").slice(0, 600);
};

/** One round of one tool: drawn until it is sent, then judged. */
const callRound = async ({ seed, name, operation, tool, mode, server, recorder, judge, replyTo }) => {
  const expectation = judge.expectationFor(operation);
  const reply = replyTo(operation, expectation, mode);
  recorder.state.answer = () => reply;
  let refusal = "";
  for (const [attempt, draw] of rounds[mode].entries()) {
    const random = seeded(`${seed}${name} ${mode} ${attempt}`);
    const args = sample(ofApi(server.schemas.get(name) ?? {}), { mode, random, ...draw });
    recorder.state.requests.length = 0;
    const result = await server.call(name, args);
    const [request, ...more] = recorder.state.requests;
    if (request === undefined) {
      refusal ||= refusalOf(result);
      continue;
    }
    const { left, ...given } = givenOf(tool, args);
    const wrong = [
      ...(more.length > 0 ? [`${more.length + 1} requests were sent`] : []),
      ...left.map((key) => `the argument ${key} has no place`),
      ...judge.problems(operation, request, given),
    ];
    return { reached: true, attempt, args, request, wrong, reply: resultProblems(result, reply) };
  }
  return { reached: false, refusal, wrong: [], reply: [] };
};

/** Whether a request is of an operation, however the path of either is spelled. */
const isSame = ({ method, path }, { parameters }, request) => {
  const names = parameters.map(({ name }) => name);
  const plain = (template) => splitTemplate(spelledTemplate(template, names)).path.replaceAll("{+", "{");
  return request.method === method && plain(request.path) === plain(path);
};

/** Runs the suite over one document: counts, and one record for each thing that went wrong. */
export const runSpec = async (file, { label, built, only, seed = "" }) => {
  const begun = performance.now();
  const document = readDocument(file);
  const operations = operationsOf(document);
  const row = {
    spec: label,
    openapi: versionOf(document),
    operations: operations.length,
    tools: 0,
    reached: 0,
    required: 0,
    full: 0,
    replies: 0,
    partial: 0,
    /** Failures that are the fault of the spec; the caller of the suite knows them. */
    explained: { required: 0, full: 0 },
    seconds: 0,
  };
  const failures = [];
  const fail = (operation, round, what, more = {}) =>
    failures.push({ spec: label, operation, round, what, ...more });
  const { plan, apis, diagnostics } = await planOf(file);
  if (plan === undefined) {
    const error = diagnostics.find(({ severity }) => severity === "error");
    fail("", "plan", `there is no plan: ${error?.code} ${error?.message}`);
    return { row, failures };
  }
  const skipped = apis.flatMap((api) => api.skipped.map(({ pointer }) => pointer));
  const byPointer = new Map(
    plan.tools.filter((one) => one.kind === "http").map((planned) => [planned.origin.pointer, planned]),
  );
  const judge = makeJudge(document);
  // A path that the server spells otherwise stands elsewhere in its document.
  const renamed = [...byPointer].filter(([pointer]) => !operations.some((one) => one.pointer === pointer));
  for (const operation of operations) {
    const { pointer, name } = operation;
    if (byPointer.has(pointer)) continue;
    const at = renamed.findIndex(([, planned]) =>
      isSame(operation, judge.expectationFor(operation), planned.face.request),
    );
    const [moved] = at < 0 ? [] : renamed.splice(at, 1);
    if (moved !== undefined) byPointer.set(pointer, moved[1]);
    if (moved !== undefined) continue;
    const told = skipped.some((place) => pointer === place || pointer.startsWith(`${place}/`));
    fail(name, "plan", told ? "has no tool, and a diagnostic says why" : "has no tool, and nothing says why");
  }
  const recorder = await startRecorder();
  const server = await (built ? serveBuilt : serveHere)({ plan, file, url: recorder.url });
  const replyTo = makeReplies(document, seed);
  row.tools = server.schemas.size;
  try {
    for (const operation of operations) {
      const planned = byPointer.get(operation.pointer);
      if (planned === undefined || (only !== undefined && planned.face.name !== only)) continue;
      const { name } = planned.face;
      let reachedOnce = false;
      let repliesWell = true;
      for (const mode of Object.keys(rounds)) {
        const outcome = await callRound({
          seed,
          name,
          operation,
          tool: planned.face,
          mode,
          server,
          recorder,
          judge,
          replyTo,
        });
        const { reached, wrong, reply, args, request, refusal, attempt } = outcome;
        const shown = request && {
          args,
          request: { ...request, body: request.body.toString("utf8").slice(0, 2000) },
        };
        if (!reached) fail(name, mode, `not reached: ${refusal}`, { kind: "refused" });
        else if (wrong.length > 0) fail(name, mode, wrong.slice(0, 3).join("; "), { kind: "wire", ...shown });
        else row[mode] += 1;
        if (attempt >= 3 && mode === "full") row.partial += 1;
        reachedOnce ||= reached;
        if (reply.length > 0) fail(name, mode, reply.join("; "), { kind: "reply", ...shown });
        if (!reached || reply.length > 0) repliesWell = false;
      }
      if (reachedOnce) row.reached += 1;
      if (repliesWell) row.replies += 1;
    }
  } finally {
    await server.close();
    await recorder.close();
  }
  row.seconds = Math.round((performance.now() - begun) / 100) / 10;
  return { row, failures };
};
