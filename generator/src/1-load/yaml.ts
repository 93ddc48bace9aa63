import { type Document, parseDocument } from "yaml";
import { type Fault, failed, type Parsed } from "./parsed.js";
import { toJson } from "./yaml-value.js";

/** YAML 1.2 core whatever a directive says; duplicate keys are found while converting, where both places are known. */
export const parseYamlTree = (text: string): Document.Parsed =>
  parseDocument(text, {
    schema: "core",
    merge: false,
    resolveKnownTags: false,
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: "error",
  });

const faultOf = (problem: { readonly message: string; readonly pos: readonly [number, number] }): Fault => {
  const offset = problem.pos[0];
  if (problem.message.includes("call stack")) return { kind: "deep", offset };
  if (problem.message.includes("multiple documents")) {
    return { kind: "syntax", problem: "a second document begins here; one is expected.", offset };
  }
  return { kind: "syntax", problem: `${problem.message.split("\n", 1)[0]}.`.replace(/\.\.$/, "."), offset };
};

/** The value of a YAML text, or everything that is wrong with it. */
export const parseYaml = (text: string): Parsed => {
  const tree = parseYamlTree(text);
  const [first, ...others] = tree.errors.slice(0, 10).map(faultOf);
  if (first) return first.kind === "deep" ? failed(first) : failed(first, ...others);
  return toJson(tree);
};
