/** What is wrong with a command line or the environment: one line for the operator. Thrown while options are read. */
export class Problem extends Error {}
