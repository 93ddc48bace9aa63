import { createHash } from "node:crypto";
import handlebars from "handlebars";
import { templateText } from "../5-emit/templates.js";
import { visible } from "../report/index.js";
import type { ListPage } from "./list/types.js";
import type { ReportPage } from "./types.js";

/** How every page begins: by it a later run knows a file that it may replace. */
export const isReport = (text: string): boolean =>
  text.slice(0, 2_000).includes('content="jackfield report"');

/**
 * A page as one HTML file that asks for nothing and runs nothing but its own script: the policy admits script and
 * style by their hashes only. Text of a spec or a list enters through the helpers `text`, `path` and `code`, escaped.
 */
export const reportHtml = (page: ReportPage): string => shell("report")(page);
export const listHtml = (page: ListPage): string => shell("report-list")(page);

type PageParts = { readonly style: string; readonly script: string; readonly policy: string };
type Template = "report" | "report-list";

const hashOf = (text: string): string => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

const partsOf = (): PageParts => {
  const [style, script] = [templateText("report.css"), templateText("report.js")];
  const policy = [
    "default-src 'none'",
    `style-src ${hashOf(style)}`,
    `script-src ${hashOf(script)}`,
    "img-src data:",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  return { style, script, policy };
};

const helpers = { text: true, code: true, path: true, own: true };
const partials = ["head", "foot", "tool", "patch", "finding"] as const;

const compiled = new Map<Template, HandlebarsTemplateDelegate>();

const shell = (name: Template): HandlebarsTemplateDelegate => {
  const known = compiled.get(name);
  if (known) return known;
  const engine = handlebars.create();
  const parts = partsOf();
  /** Text between tags or in a quoted attribute. */
  engine.registerHelper("text", (value: unknown) => shown(String(value)));
  /** Text between tags only, where quotes may stay: half of a JSON text is quotes. */
  engine.registerHelper(
    "code",
    (value: unknown) => new handlebars.SafeString(escapeMarkup(shown(String(value)))),
  );
  /** A path, pointer or address between tags: a line may end after a slash. */
  engine.registerHelper("path", (value: unknown) => {
    const text = handlebars.escapeExpression(shown(String(value)));
    return new handlebars.SafeString(text.replaceAll("/", "/<wbr>"));
  });
  /** The page's own style, script and policy. */
  engine.registerHelper("own", (name: keyof PageParts) => new handlebars.SafeString(parts[name]));
  for (const part of partials) engine.registerPartial(part, templateText(`report-${part}.html.hbs`));
  const options = { strict: true, knownHelpersOnly: true, knownHelpers: helpers };
  const template = engine.compile(templateText(`${name}.html.hbs`), options);
  compiled.set(name, template);
  return template;
};

/** Line ends stay, every other hidden character is spelled out. */
const shown = (text: string): string => text.split("\n").map(visible).join("\n");

const escapeMarkup = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
