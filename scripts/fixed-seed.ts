import fc from "fast-check";

/**
 * The same draws in every run, so that a green commit stays green. `JACKFIELD_SEED=<number>` takes others;
 * `pnpm soak` draws at random.
 */
fc.configureGlobal({ seed: Number(process.env.JACKFIELD_SEED ?? 1) });
