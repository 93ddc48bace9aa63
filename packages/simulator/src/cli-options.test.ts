import { expect, test } from "vitest";
import { readCommandLine } from "./cli-options.js";

test("flags win over the environment, and nothing given means nothing set", () => {
  expect(readCommandLine([], {})).toEqual({ options: {}, transcript: false, help: false });
  const environment = {
    SIMULATOR_CLIENT_SECRET: "s",
    SIMULATOR_SPEED: "2",
    SIMULATOR_EXPRESS: "true",
    SIMULATOR_NUMBERS: "",
  };
  expect(readCommandLine(["--speed", "50", "--accounts", "1, 2", "--transcript"], environment)).toEqual({
    options: { clientSecret: "s", speed: 50, express: true, accounts: ["1", "2"] },
    transcript: true,
    help: false,
  });
});

test("digits make a party that types them, and the magic numbers stay", () => {
  const { options } = readCommandLine(["--digits", "1,42#"], {});
  expect(options.party?.("+19195550101")).toEqual({ answers: true, digits: ["1", "42#"] });
  expect(options.party?.("+19195550486")).toMatchObject({ answers: false, cause: "busy" });
});

test("applications are a JSON array", () => {
  const application = { id: "m", kind: "messaging", callbackUrl: "http://127.0.0.1:1/in", username: "u" };
  const { options } = readCommandLine(["--applications", JSON.stringify([application])], {});
  expect(options.applications).toEqual([application]);
});

test.each([
  [["--prot", "1"], /Unknown option/],
  [["--port", "70000"], /^port must be a number from 0 to 65535, not "70000"$/],
  [["--speed", "0"], /^speed must be/],
  [["--applications", "{}"], /^applications must be a JSON array/],
  [["--applications", '[{"id":"a","kind":"fax","callbackUrl":"http://x"}]'], /^applications must be/],
  [["--faults", "{}"], /^faults must be a JSON array$/],
  [["--faults", '[{"kind":"webhook","does":"explode"}]'], /^faults: does must be one of duplicate/],
  [["extra"], /Unexpected argument/],
])("%j is refused", (args, message) => {
  expect(() => readCommandLine(args, {})).toThrow(message);
});

test("a variable that must be true or false is neither", () => {
  expect(() => readCommandLine([], { SIMULATOR_EXPRESS: "yes" })).toThrow("express must be true or false");
});
