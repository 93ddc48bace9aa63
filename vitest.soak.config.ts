import { defineConfig } from "vitest/config";

// What takes longer than a test may: run by `pnpm soak`.
export default defineConfig({
  test: {
    include: ["**/*.soak.ts"],
    exclude: ["**/node_modules/**", "**/dist/**"],
    testTimeout: 600_000,
    fileParallelism: false,
  },
});
