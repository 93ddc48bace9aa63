// What the demo prints: a transcript that reads from top to bottom.

const color = process.stdout.isTTY && process.env.NO_COLOR === undefined;
const paint = (code, text) => (color ? `\u001b[${code}m${text}\u001b[0m` : text);
const line = (text = "") => process.stdout.write(`${text}\n`);
const begun = Date.now();
/** Seconds since the start, so that a reader sees who waits for whom. */
const clock = () => paint(2, `${((Date.now() - begun) / 1_000).toFixed(2).padStart(6)}s`);

export const title = (text) => line(`${paint(1, text)}\n`);

let steps = 0;
export const step = (text) => {
  steps += 1;
  line(`\n${paint("1;36", `${steps}. ${text}`)}`);
};

export const note = (text) => line(`   ${text}`);

/** A tool call as the client makes it. */
export const call = (name, args) =>
  line(`${clock()} ${paint(33, "->")} ${paint(1, name)} ${JSON.stringify(args)}`);

/** What came back, short enough for a line or two. */
export const reply = (text, isError = false) =>
  line(`${clock()} ${paint(isError ? 31 : 32, "<-")} ${text.length > 400 ? `${text.slice(0, 400)}…` : text}`);

const voices = {
  state: (text) => `call is ${text}`,
  speak: (text) => `says: ${paint(3, `"${text}"`)}`,
  digits: (text) => `the called party types ${text}`,
  webhook: (text) => `webhook ${text}`,
};

/** One line of the telephone conversation, as the simulator heard it. */
export const heard = ({ kind, text }) =>
  line(`${clock()}    ${paint(35, "☎")} ${(voices[kind] ?? ((other) => `${kind} ${other}`))(text)}`);
