import { type CallContext, errorResult, type Guide, type GuideContext } from "@jackfield/contract";
import { hashOf } from "./fingerprint.js";
import type { SurfaceGuidePart } from "./types.js";

/** Somebody without credentials, events or answers: so every machine gets the same texts. */
const nobody: CallContext = {
  signal: AbortSignal.abort(),
  tenant: { id: "lock", secrets: { get: () => undefined } },
  progress: () => undefined,
  request: async () =>
    errorResult({ error: "Nothing is called for a lock.", code: "auth", recovery: "None." }),
  ask: async () => ({ kind: "unsupported" }),
  tell: () => undefined,
  changed: () => undefined,
  log: () => undefined,
};

/** A text that is made for a caller may need what nobody has: then only what is said about it is in the lock. */
const textFor = async (make: () => unknown): Promise<unknown> => {
  try {
    const text = await make();
    return text instanceof Uint8Array ? Buffer.from(text).toString("base64") : text;
  } catch {
    return null;
  }
};

/** The parts of a guide, each with a hash of what is said about it and of its text for a caller who has these tools. */
export const guideParts = async (
  guide: Guide,
  tools: ReadonlySet<string>,
): Promise<readonly SurfaceGuidePart[]> => {
  const context: GuideContext = { call: nobody, tools };
  const { instructions, resources = [], templates = [], prompts = [], skills = [] } = guide;
  const part = async (
    kind: SurfaceGuidePart["kind"],
    name: string,
    facts: unknown,
    text?: () => unknown,
  ) => ({
    ...{ kind, name },
    text: hashOf([facts, text === undefined ? null : await textFor(text)]),
  });
  return Promise.all([
    ...(instructions ? [part("instructions", "", null, () => instructions(context))] : []),
    ...resources.map(({ read, uri, ...facts }) => part("resource", uri, facts, () => read(context))),
    ...templates.map(({ uriTemplate, name, title, description, mimeType }) =>
      part("template", uriTemplate, { name, title, description, mimeType }),
    ),
    ...prompts.map(({ name, title, description, arguments: all, ...rest }) =>
      part("prompt", name, {
        ...{ title, description, ...("text" in rest && { text: rest.text }) },
        arguments: all.map(({ values, ...argument }) => ({ ...argument, hasValues: values !== undefined })),
      }),
    ),
    ...skills.map(({ path, files }) => part("skill", path, files)),
  ]);
};
