import { type ResourceLimits, Worker } from "node:worker_threads";

/**
 * Threads of one program. The one that ends its work last waits for the next run in this process, since to load its program
 * costs more than a small run.
 */
export const threadsOf = (program: URL, resourceLimits: ResourceLimits) => {
  let idle: Worker | undefined;
  const start = (): Worker => {
    const worker = new Worker(program, { resourceLimits });
    const forget = (): void => {
      if (idle === worker) idle = undefined;
    };
    // Those who wait for an answer listen for errors; while nobody does, an error must not end the process. A thread that
    // failed is not taken again, and its end comes only after its error.
    return worker.on("error", forget).once("exit", forget);
  };
  return {
    take(): Worker {
      const worker = idle ?? start();
      idle = undefined;
      worker.ref();
      return worker;
    },
    /**
     * Takes a thread back, which from then on holds no process up. One that is `spoiled` ends, as does one too many; nobody
     * waits for that, since a thread that hangs may never come to its end.
     */
    leave(worker: Worker, spoiled: boolean): void {
      worker.unref();
      if (spoiled || idle !== undefined) void worker.terminate();
      else idle = worker;
    },
  };
};
