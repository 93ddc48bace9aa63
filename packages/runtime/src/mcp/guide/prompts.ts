import type { Guide, GuidePrompt, PromptMessage } from "@jackfield/contract";
import { ProtocolError, ProtocolErrorCode, type Server } from "@modelcontextprotocol/server";
import { type Consult, type Guides, invalid } from "./consult.js";

/** As many values as a completion may have (MCP, `CompleteResult`). */
const mostValues = 100;

const filled = (text: string, args: Readonly<Record<string, string>>): string =>
  text.replace(/\{(\w+)\}/g, (whole, name: string) =>
    Object.hasOwn(args, name) ? (args[name] ?? "") : whole,
  );

const promptNamed = ({ prompts = [] }: Guide, name: string): GuidePrompt => {
  const prompt = prompts.find((one) => one.name === name);
  if (prompt === undefined) throw invalid(`There is no prompt ${name.slice(0, 100)}.`);
  return prompt;
};

const userText = (text: string): PromptMessage => ({ role: "user", content: { type: "text", text } });

/** Lists and makes the prompts. */
export const answerPrompts = (server: Server, { declared, served }: Guides, consult: Consult): void => {
  if ((declared.prompts ?? []).length === 0) return;
  server.setRequestHandler("prompts/list", async () => ({
    prompts: ((await served()).prompts ?? []).map(({ name, title, description, arguments: all }) => ({
      ...{ name, title, description },
      arguments: all.map((one) => ({
        ...{ name: one.name, description: one.description, required: one.required === true },
      })),
    })),
  }));
  server.setRequestHandler("prompts/get", async ({ params }, context) => {
    const prompt = promptNamed(await served(), params.name);
    const { description } = prompt;
    const args = params.arguments ?? {};
    const missing = prompt.arguments.filter(({ name, required }) => required && !args[name]?.trim());
    if (missing.length > 0)
      throw invalid(`The prompt needs ${missing.map(({ name }) => name).join(" and ")}.`);
    if ("text" in prompt) {
      const absent = Object.fromEntries(prompt.arguments.map(({ name }) => [name, "(not given)"]));
      return { description, messages: [userText(filled(prompt.text, { ...absent, ...args }))] };
    }
    const outcome = await consult({ context, name: `prompt ${prompt.name}`, args }, (own) =>
      prompt.messages(args, own),
    );
    if (outcome.kind === "failed")
      throw new ProtocolError(ProtocolErrorCode.InternalError, `${prompt.name} cannot be made now`);
    if (outcome.kind === "asks") return outcome.result;
    return { description, messages: [...outcome.value] };
  });
};

/** What completes an argument of a prompt, or a variable of a template. */
const valuesFor = (
  guide: Guide,
  ref:
    | { readonly type: "ref/prompt"; readonly name: string }
    | { readonly type: "ref/resource"; readonly uri: string },
  name: string,
) =>
  ref.type === "ref/prompt"
    ? promptNamed(guide, ref.name).arguments.find((one) => one.name === name)?.values
    : guide.templates?.find(({ uriTemplate }) => uriTemplate === ref.uri)?.values?.[name];

/** Completes arguments of prompts and variables of templates. */
export const answerCompletions = (server: Server, { declared, served }: Guides, consult: Consult): void => {
  if ((declared.prompts ?? []).length + (declared.templates ?? []).length === 0) return;
  server.setRequestHandler("completion/complete", async ({ params: { ref, argument } }, context) => {
    const values = valuesFor(await served(), ref, argument.name);
    if (values === undefined) return { completion: { values: [] } };
    const outcome = await consult({ context, name: "completion" }, (own) => values(own));
    const all = outcome.kind === "made" ? outcome.value : [];
    const fitting = all.filter((one) => one.startsWith(argument.value));
    const total = fitting.length;
    return { completion: { values: fitting.slice(0, mostValues), total, hasMore: total > mostValues } };
  });
};
