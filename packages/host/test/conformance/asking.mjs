// The tools of the scenarios that ask the person, the client's model, or for its folders.
const form = (name, message, properties, required = Object.keys(properties)) => ({
  ...{ kind: "form", name, message },
  schema: { type: "object", properties, required },
});
const word = { type: "string" };
const name = form("user_name", "What is your name?", { name: word });
const model = (key, prompt, maxTokens = 100) => ({ kind: "model", name: key, prompt, maxTokens });
const folders = { kind: "roots", name: "client_roots" };
const sure = form("confirm", "Please confirm", { ok: { type: "boolean" } });

const actions = { given: "accept", declined: "decline", cancelled: "cancel" };
const said = ({ kind, value }) =>
  kind === "unsupported"
    ? "The client cannot ask."
    : `action=${actions[kind]}, content=${JSON.stringify(value ?? {})}`;
const asks = (question) => (_, call) => call.ask(question).then(said);
const completed = (question) => (_, call) =>
  call.ask(question).then((answer) => `Elicitation completed: ${said(answer)}`);

const options = ["option1", "option2", "option3"];
const titled = (kind) =>
  ["First", "Second", "Third"].map((title, n) => ({ const: `value${n + 1}`, title: `${title} ${kind}` }));

/** By name of the tool: what it does. */
export const asking = {
  test_sampling: async ({ prompt }, call) => {
    const answer = await call.ask(model("answer", prompt));
    return answer.kind === "given" ? `LLM response: ${answer.value}` : said(answer);
  },
  test_elicitation: async ({ message }, call) => {
    const field = (description) => ({ type: "string", description });
    const fields = { username: field("User's response"), email: field("User's email address") };
    return `User response: ${said(await call.ask(form("user", message, fields)))}`;
  },
  test_elicitation_sep1034_defaults: completed(
    form(
      "person",
      "Please check these",
      {
        name: { type: "string", default: "John Doe" },
        age: { type: "integer", default: 30 },
        score: { type: "number", default: 95.5 },
        status: { type: "string", enum: ["active", "inactive", "pending"], default: "active" },
        verified: { type: "boolean", default: true },
      },
      [],
    ),
  ),
  test_elicitation_sep1330_enums: completed(
    form(
      "choices",
      "Please choose",
      {
        untitledSingle: { type: "string", enum: options },
        titledSingle: { type: "string", oneOf: titled("Option") },
        legacyEnum: {
          type: "string",
          enum: ["opt1", "opt2", "opt3"],
          enumNames: ["Option One", "Option Two", "Option Three"],
        },
        untitledMulti: { type: "array", items: { type: "string", enum: options } },
        titledMulti: { type: "array", items: { anyOf: titled("Choice") } },
      },
      [],
    ),
  ),
  test_input_required_result_elicitation: async (_, call) => {
    const answer = await call.ask(name);
    return answer.kind === "given" ? `Hello, ${answer.value.name}!` : said(answer);
  },
  test_input_required_result_sampling: async (_, call) => {
    const answer = await call.ask(model("capital_question", "What is the capital of France?"));
    return answer.kind === "given" ? answer.value : said(answer);
  },
  test_input_required_result_list_roots: asks(folders),
  test_input_required_result_request_state: async (_, call) => {
    const answer = await call.ask(sure);
    return answer.kind === "given" ? "state-ok" : said(answer);
  },
  test_input_required_result_tampered_state: asks(sure),
  test_input_required_result_multiple_inputs: async (_, call) => {
    const questions = [name, model("greeting", "Generate a greeting", 50), folders];
    return (await Promise.all(questions.map(call.ask))).map(said).join("; ");
  },
  test_input_required_result_multi_round: async (_, call) => {
    const first = await call.ask(form("step1", "Step 1: What is your name?", { name: word }));
    const second = await call.ask(form("step2", "Step 2: What is your favorite color?", { color: word }));
    return `${said(first)}; ${said(second)}`;
  },
  test_input_required_result_capabilities: async (_, call) =>
    (await Promise.all([name, model("greeting", "Generate a greeting")].map(call.ask)))
      .map(({ kind }) => kind)
      .join(),
  test_missing_capability: asks({ ...model("needed", "Hello"), required: true }),
  test_streaming_elicitation: asks(name),
};
