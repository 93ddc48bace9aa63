import type { Start } from "@jackfield/host";

const numbers = { ours: "+19195550100", theirs: "+19195550199" } as const;
const applications = {
  voice: "11111111-1111-4111-8111-111111111111",
  messaging: "22222222-2222-4222-8222-222222222222",
} as const;
/** Nothing answers here; the server points the applications at itself when it starts. */
const nowhere = "http://127.0.0.1:9/";

/** These would send calls or webhooks somewhere else than to the simulation. */
const others = [
  ...["BW_ENVIRONMENT", "BW_INSIGHTS_URL", "BW_ACCOUNT_ID", "BW_ACCESS_TOKEN"],
  ...["BW_USERNAME", "BW_PASSWORD", "BW_MCP_BASE_URL", "BW_MCP_DEV_TUNNEL", "JACKFIELD_BASE_URL"],
];

const isOn = (value: string | undefined): boolean => !["", "0", "false", undefined].includes(value?.trim());

export const wantsSimulation = ({ argv, environment }: Start): boolean =>
  argv.includes("--simulate") || isOn(environment.BW_MCP_SIMULATE);

/** A person who listens: types the first key that the last sentence offers. */
const keyIn = (sentences: readonly string[]): string =>
  /\b(?:press|type|enter|dial)\s+([0-9*#])/i.exec(sentences.at(-1) ?? "")?.[1] ?? "1";

/**
 * Starts a simulated Bandwidth in this process and gives what the server has to be started with to work with it. No real
 * credential is used, and nothing leaves this machine.
 */
export const simulated = async ({
  argv,
  environment,
}: Start): Promise<Start & { close(): Promise<void> }> => {
  const { startSimulator, magicParty } = await import("@jackfield/bandwidth-simulator");
  const log = (line: string): void => void process.stderr.write(`simulation: ${line}\n`);
  const simulator = await startSimulator({
    numbers: [numbers.ours],
    applications: [
      { id: applications.voice, kind: "voice", callbackUrl: nowhere },
      { id: applications.messaging, kind: "messaging", callbackUrl: nowhere },
    ],
    party: (to) => ({ digits: ({ sentences }) => keyIn(sentences), ...magicParty(to) }),
    speed: Number(environment.SIMULATOR_SPEED ?? 1),
    onTranscript: ({ kind, text }) => log(`${kind} ${text}`),
  });
  const { url, close } = simulator;
  const calls = `curl -s ${url}/simulator/calls -H 'content-type: application/json' -d '{"from":"${numbers.theirs}","to":"${numbers.ours}"}'`;
  log(`a Bandwidth look-alike answers at ${url}; your number is ${numbers.ours}`);
  log(`to call it: ${calls}`);
  log(`to text it: ${calls.replace("/calls", "/messages").replace('"}', '","text":"Hello"}')}`);
  return {
    argv: argv.filter((flag) => flag !== "--simulate"),
    environment: {
      BW_MCP_EVENTS_PORT: "0",
      ...Object.fromEntries(Object.entries(environment).filter(([name]) => !others.includes(name))),
      ...{ BW_API_URL: url, BW_VOICE_URL: url, BW_MESSAGING_URL: url, BW_MFA_URL: url },
      ...{ BW_CLIENT_ID: "simulator-client", BW_CLIENT_SECRET: "simulator-secret" },
      ...{ BW_NUMBER: numbers.ours, BW_VOICE_APPLICATION_ID: applications.voice },
      BW_MESSAGING_APPLICATION_ID: applications.messaging,
    },
    close,
  };
};
