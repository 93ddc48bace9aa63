import { type CommandFlags, type Declare, defineCommand, specFlags } from "./command.js";
import { runPatchExplain } from "./patch-explain.js";
import { runPatchNew } from "./patch-new.js";

const source = {
  spec: { value: "<source>", doc: "a file, an https URL, npm:package/file or -, instead of the config" },
} as const satisfies CommandFlags;

const newCommand = defineCommand({
  usage: "new <finding...>",
  summary:
    "Write an overlay for a diagnostic, named by its code, its JSON pointer, or both if several match.",
  flags: {
    ...source,
    out: {
      value: "<file>",
      doc: "output file, - for standard output; by default in patches/<spec id>/ next to the config",
    },
    ...specFlags,
  },
  help: `For a repair, the overlay makes the same change; otherwise you fill in the update.
Never overwrites a file.

Examples:
  jackfield inspect --json openapi.yaml                              lists diagnostics, each with code and pointer
  jackfield patch new patch/string-ref --spec openapi.yaml           the only diagnostic with this code
  jackfield patch new patch/string-ref /components/schemas/Pet/allOf/1
  jackfield patch new petstore#/paths/~1pets/get/summary             any place; petstore is the id of a spec`,
  run: (given, words, session) => runPatchNew(words, given, session),
});

const explainCommand = defineCommand({
  usage: "explain <place>",
  summary: "Show which overlays and repairs changed a place in the spec.",
  flags: { ...source, ...specFlags },
  help: `The place is a JSON pointer, with or without #: changes at, above and below it are listed. Or it is the name of a
tool: changes in its operation and in everything that the operation refers to are listed.

Examples:
  jackfield patch explain /paths/~1users/get
  jackfield patch explain createMessage
  jackfield patch explain /info --spec openapi.yaml --overlay fix.yaml --json`,
  run: (given, [place = ""], session) => runPatchExplain(place, given, session),
});

/** `jackfield patch new` and `jackfield patch explain`. */
export const patchCommand: Declare = (program, run) => {
  const patches = program.command("patch").description("Write patches for a spec, and see what they do.");
  newCommand(patches, run);
  explainCommand(patches, run);
};
