import { timestamp } from "../clock.js";
import { storeOf, type World } from "../world.js";
import { type AppRecord, type Kind, seededApplications } from "./app-record.js";

type NumberStatus = "Inservice" | "InAccount" | "Aging";

/** A number of the account. */
export type PhoneNumber = {
  /** E.164. */
  readonly e164: string;
  status: NumberStatus;
  readonly siteId: string;
  readonly peerId: string;
  readonly since: string;
  changed: string;
  campaignId?: string | undefined;
  messageClass?: string | undefined;
  callForward?: string | undefined;
  packageId?: string | undefined;
};

export type Site = {
  readonly id: string;
  readonly name: string;
  readonly description: string | undefined;
  readonly address: readonly (readonly [string, string])[];
};

/** A SIP peer. */
export type Location = {
  readonly id: string;
  readonly siteId: string;
  readonly name: string;
  readonly description: string | undefined;
  isDefault: boolean;
  /** The messaging application of its numbers. */
  messagingAppId: string | undefined;
};

/**
 * What the features of the dashboard share about one account; orders and packages are in stores of their own. All maps
 * are in the order of creation.
 */
export type Dashboard = {
  readonly account: string;
  readonly applications: Map<string, AppRecord>;
  /** By E.164. */
  readonly numbers: Map<string, PhoneNumber>;
  readonly sites: Map<string, Site>;
  readonly locations: Map<string, Location>;
  /** The number of the next site or location. */
  nextId: number;
};

/** The numbers of an account when the options name none. */
const seededNumbers = ["+19195550100", "+19195550101", "+19195550102"];

const dashboards = storeOf((_: World) => new Map<string, Dashboard>());

/** The dashboard of an account; at first it has one site, one location, and the numbers and applications of the options. */
export function dashboardOf(world: World, account: string): Dashboard {
  const known = dashboards(world).get(account);
  if (known) return known;
  const { numbers, applications } = world.settings;
  const [siteId, peerId] = ["1001", "500001"];
  const since = timestamp(world.clock);
  const seeded = seededApplications(applications);
  const messaging = seeded.find((application) => application.kind === "messaging");
  const fresh: Dashboard = {
    account,
    applications: new Map(seeded.map((application) => [application.id, application])),
    numbers: new Map(
      (numbers.length > 0 ? numbers : seededNumbers).map((e164) => [
        e164,
        { e164, status: "Inservice", siteId, peerId, since, changed: since },
      ]),
    ),
    sites: new Map([[siteId, { id: siteId, name: "Main site", description: undefined, address: [] }]]),
    locations: new Map([
      [
        peerId,
        {
          id: peerId,
          siteId,
          name: "Main location",
          description: undefined,
          isDefault: true,
          messagingAppId: messaging?.id,
        },
      ],
    ]),
    nextId: 1,
  };
  dashboards(world).set(account, fresh);
  return fresh;
}

/** The applications of an account that calls or messages can name. */
export const applicationsFor = (world: World, account: string, kind: Kind): readonly AppRecord[] =>
  [...dashboardOf(world, account).applications.values()].filter((application) => application.kind === kind);

/** Whether messages of an application arrive: it must serve a location. */
export const isLinked = (world: World, account: string, application: AppRecord): boolean =>
  application.preset ||
  [...dashboardOf(world, account).locations.values()].some(
    ({ messagingAppId }) => messagingAppId === application.id,
  );

/** Whether calls and texts may come from a number. Without numbers in the options, any may. */
export function ownsNumber(world: World, account: string, e164: string): boolean {
  if (world.settings.numbers.length === 0) return true;
  return dashboardOf(world, account).numbers.get(e164)?.status === "Inservice";
}

/** Numbers of North America are written in 10 digits, all others in E.164. */
export const shortForm = (e164: string): string => (/^\+1\d{10}$/.test(e164) ? e164.slice(2) : e164);

/** E.164 of a number in 10 digits, 11 digits or E.164; undefined for anything else. */
export function longForm(written: string): string | undefined {
  if (/^\d{10}$/.test(written)) return `+1${written}`;
  if (/^1\d{10}$/.test(written)) return `+${written}`;
  return /^\+[1-9]\d{6,14}$/.test(written) ? written : undefined;
}
