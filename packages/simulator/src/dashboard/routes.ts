import type { Route } from "../router.js";
import { activationRoutes } from "./activation.js";
import { applicationRoutes } from "./applications.js";
import { availableRoutes } from "./available.js";
import { campaignRoutes } from "./campaigns.js";
import { disconnectRoutes } from "./disconnects.js";
import { documentRoutes } from "./documents.js";
import { locationRoutes } from "./locations.js";
import { numberServiceRoutes } from "./number-services.js";
import { numberRoutes } from "./numbers.js";
import { orderRoutes } from "./orders.js";
import { packageRoutes } from "./packages.js";
import { portRoutes } from "./ports.js";
import { reportRoutes } from "./reports.js";
import { siteRoutes } from "./sites.js";
import { tnOptionRoutes } from "./tn-options.js";
import { tollFreeRoutes } from "./toll-free.js";

/** The dashboard: its XML API, and the JSON operations on its numbers. */
export const dashboardRoutes: readonly Route[] = [
  ...applicationRoutes,
  ...numberRoutes,
  ...availableRoutes,
  ...orderRoutes,
  ...disconnectRoutes,
  ...tnOptionRoutes,
  ...tollFreeRoutes,
  ...portRoutes,
  ...documentRoutes,
  ...numberServiceRoutes,
  ...reportRoutes,
  ...siteRoutes,
  ...locationRoutes,
  ...activationRoutes,
  ...packageRoutes,
  ...campaignRoutes,
];
