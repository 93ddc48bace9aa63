import type { PatchedSpec } from "../2-patch/types.js";
import type { Report } from "../report/index.js";

/** Findings that are printed; a broken document can yield thousands of them. */
const most = 50;

/**
 * An independent opinion on a patched document, by swagger-parser. Its findings are warnings: the pipeline goes on
 * with what it could read. Documents of OpenAPI 3.2 are not checked, since the validator does not know them.
 */
export const validate = async (spec: PatchedSpec, report: Report): Promise<void> => {
  if (spec.version === "3.2") return;
  // Loaded here: `serve` never validates, and should not pay for it.
  const { default: SwaggerParser } = await import("@apidevtools/swagger-parser");
  // Its types want a valid document; whether this is one is what we ask.
  const copy: unknown = structuredClone(spec.document);
  try {
    // External references were bundled; the validator must not read files or fetch addresses of its own accord.
    await SwaggerParser.validate(copy as Parameters<typeof SwaggerParser.validate>[0], {
      resolve: { external: false },
    });
  } catch (error) {
    for (const problem of findings(error).slice(0, most)) {
      report.add("model/invalid", { file: spec.file, pointer: problem.pointer }, { problem: problem.text });
    }
  }
};

type Finding = { readonly pointer: string; readonly text: string };

const findings = (error: unknown): readonly Finding[] => {
  const message = error instanceof Error ? error.message : String(error);
  const details =
    error instanceof Error && "details" in error && Array.isArray(error.details) ? error.details : [];
  const told = details.flatMap((detail: unknown): Finding[] => {
    if (typeof detail !== "object" || detail === null || !("message" in detail)) return [];
    const pointer = "instancePath" in detail ? String(detail.instancePath) : "";
    return [{ pointer, text: String(detail.message) }];
  });
  if (told.length > 0) return told;
  const [first = message] = message.split("\n").filter((line) => line.trim() !== "");
  return [{ pointer: "", text: first.trim() }];
};
