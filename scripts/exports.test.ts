import { posix } from "node:path";
import { expect, test } from "vitest";
import { textOf, tracked } from "./tracked-files.js";

const sources = tracked.filter((path) => /\.(?:ts|mjs)$/.test(path) && !/\/(?:cases|expected)\//.test(path));

/** Files whose exports are used without an import: what packages publish, and tools that a config finds by a pattern. */
const isDoor = (path: string): boolean =>
  /\/src\/(?:index|main)\.ts$/.test(path) ||
  /^packages\/contract\/src\/(?:certificate|network|proxies|site|timed-pattern)\.ts$/.test(path) ||
  /^packages\/bandwidth\/src\/tools\//.test(path);

const shipped = sources.filter(
  (path) =>
    /^(?:generator|packages\/[^/]+)\/src\/.*\.ts$/.test(path) &&
    !/\.(?:test|soak)\.ts$/.test(path) &&
    !isDoor(path),
);

/** The source that a relative import leads to; a compiled file stands for its source. */
const fileOf = (from: string, specifier: string): string =>
  posix.join(posix.dirname(from), specifier).replace("/dist/", "/src/").replace(/\.js$/, ".ts");

/** `import { a, type B as C } from "./x.js"`, the same with `export`: the spelling that the formatter leaves. */
const byName = /^(?:import|export)\s+(?:type\s+)?\{([^}]*)\}\s+from\s+"(\.[^"]+)"/gm;
/** `import * as x from`, `export * from`, `import("./x.js")`: all of the file may be used. */
const asWhole = /(?:\*(?: as \w+)? from |import\()["`](\.[^"`]+)["`]/g;

/** `file name` of everything that is imported by name, and `file *` of what is imported whole. */
const used = new Set(
  sources.flatMap((path) => {
    const text = textOf(path);
    const named = [...text.matchAll(byName)].flatMap(([, names = "", target = ""]) =>
      names.split(",").map(
        (name) =>
          `${fileOf(path, target)} ${name
            .trim()
            .replace(/^type /, "")
            .replace(/ as .*/, "")}`,
      ),
    );
    return [...named, ...[...text.matchAll(asWhole)].map(([, target = ""]) => `${fileOf(path, target)} *`)];
  }),
);

test("what a file exports is used by another", () => {
  const declared = shipped
    .filter((path) => !used.has(`${path} *`))
    .flatMap((path) =>
      [...textOf(path).matchAll(/^export (?:async )?(?:const|type|class|function)\*? (\w+)/gm)].map(
        ([, name]) => `${path} ${name}`,
      ),
    );
  expect(declared.length).toBeGreaterThan(1_000);
  expect(declared.filter((one) => !used.has(one))).toEqual([]);
});
