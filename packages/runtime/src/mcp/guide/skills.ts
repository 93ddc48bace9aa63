import { type Guide, isRecord } from "@jackfield/contract";
import type { Server } from "@modelcontextprotocol/server";
import type { skillEntry } from "@modelcontextprotocol/server/ext/skills";
import { anyParams } from "../any-params.js";
import type { ListCache } from "../changes.js";
import { type Guides, invalid } from "./consult.js";

type SkillEntry = Awaited<ReturnType<typeof skillEntry>>;

export const skillsExtension = "io.modelcontextprotocol/skills";

const skillUri = (path: string, file: string): string => `skill://${path}/${file}`;

/** Entries of the skills, made once: with the digests of all their files. */
const entriesOf = new WeakMap<Guide, Promise<SkillEntry[]>>();
const skillEntries = (guide: Guide): Promise<SkillEntry[]> => {
  const known = entriesOf.get(guide);
  if (known !== undefined) return known;
  const entries = import("@modelcontextprotocol/server/ext/skills").then(({ skillEntry: entryOf }) =>
    Promise.all((guide.skills ?? []).map(({ path, files }) => entryOf(path, files))),
  );
  entriesOf.set(guide, entries);
  return entries;
};

/** The text of a file of a skill; undefined: there is none of this URI. */
export const skillFile = ({ skills = [] }: Guide, uri: string): string | undefined =>
  skills
    .flatMap(({ path, files }) => Object.entries(files).map(([file, text]) => [skillUri(path, file), text]))
    .find(([known]) => known === uri)?.[1];

/** Lists the skills and their files. */
export const answerSkills = (server: Server, { declared, served }: Guides, cache: ListCache): void => {
  if ((declared.skills ?? []).length === 0) return;
  server.setRequestHandler("skills/list", { params: anyParams }, async () => ({
    skills: await skillEntries(await served()),
    ...cache,
  }));
  server.setRequestHandler("skills/get", { params: anyParams }, async (params) => {
    const uri = isRecord(params) ? params.uri : undefined;
    const skill = (await skillEntries(await served())).find((one) => one.uri === uri);
    if (skill === undefined) throw invalid("There is no such skill.");
    return { skill, ...cache };
  });
};
