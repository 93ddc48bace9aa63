import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: [
      "generator/**/*.test.ts",
      "packages/**/*.test.ts",
      "scripts/**/*.test.ts",
      "wire/**/*.test.mjs",
    ],
    exclude: ["**/node_modules/**", "**/dist/**"],
    setupFiles: ["scripts/fixed-seed.ts"],
    // A busy machine is several times slower than a quiet one.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // The files of a worker share its modules: a quarter of the processor time is saved. So a test file puts back
    // what it changes in the process (`vi.stubEnv`, `vi.spyOn`).
    isolate: false,
    // More workers than cores: many tests wait for processes, sockets and clocks.
    maxWorkers: Math.ceil(availableParallelism() * 1.5),
  },
});
