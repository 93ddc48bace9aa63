import { createHash } from "node:crypto";
import handlebars from "handlebars";
import { templateText } from "../5-emit/templates.js";
import { visible } from "../report/index.js";
import { reportPageOf } from "./page-of.js";
import type { ReportFacts, ReportPage } from "./types.js";

/** How the page begins: by it a later run knows a file that it may replace. */
export const isReport = (text: string): boolean =>
  text.slice(0, 2_000).includes('content="jackfield report"');

/**
 * The page as one HTML file that asks for nothing and runs nothing but its own script: the policy admits script and
 * style by their hashes only. Text of a spec enters through the helpers `text`, `path` and `code`, escaped.
 */
const reportHtml = (page: ReportPage): string => shell()(page);

type Own = { readonly style: string; readonly script: string; readonly policy: string };

const hashOf = (text: string): string => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

const own = (): Own => {
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
const partials = ["tool", "patch", "finding"] as const;

let compiled: HandlebarsTemplateDelegate | undefined;

const shell = (): HandlebarsTemplateDelegate => {
  if (compiled) return compiled;
  const engine = handlebars.create();
  const parts = own();
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
  engine.registerHelper("own", (name: keyof Own) => new handlebars.SafeString(parts[name]));
  for (const name of partials) engine.registerPartial(name, templateText(`report-${name}.html.hbs`));
  const options = { strict: true, knownHelpersOnly: true, knownHelpers: helpers };
  compiled = engine.compile(templateText("report.html.hbs"), options);
  return compiled;
};

/** Line ends stay, every other hidden character is spelled out. */
const shown = (text: string): string => text.split("\n").map(visible).join("\n");

const escapeMarkup = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

export type { ReportApi, ReportFacts, ReportSummary } from "./types.js";

/** One HTML page for people who look before they publish: tools, patches, tokens, diagnostics. Same facts, same bytes. */
export const reportPage = (facts: ReportFacts): string => reportHtml(reportPageOf(facts));
