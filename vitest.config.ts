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
    testTimeout: 30_000,
    // One worker a core; by default a machine of two cores has one.
    maxWorkers: "100%",
  },
});
