import { type Outcome, problem } from "../outcome.js";
import type { Incoming, Route } from "../router.js";
import type { World } from "../world.js";
import { textAt } from "../xml/read.js";
import { branch, leaf, maybe } from "../xml/write.js";
import { type PortIn, portInsOf, submit, withPort } from "./ports.js";
import { plainError, statusError, xml } from "./replies.js";
import { type Request, xmlRoute } from "./route.js";
import { dashboardOf } from "./state.js";

const path = "/accounts/{account}/portins/{orderId}/loas";
const metadata = `${path}/{fileId}/metadata`;
const feature = "numbers";

/** The documents of a port-in. The first letter of authorization submits an order that waits for it. */
export const documentRoutes: readonly Route[] = [
  {
    method: "POST",
    path: `/api/v2${path}`,
    errors: "dashboard",
    auth: "account",
    feature,
    accepts: new Set(["application/pdf", "text/plain", "image/jpeg", "image/tiff", "text/csv"]),
    handle: upload,
  },
  xmlRoute({ method: "GET", path, root: "fileListResponse", feature, handle: withPort(list) }),
  xmlRoute({
    method: "PUT",
    path: metadata,
    root: "FileMetaDataResponse",
    feature,
    body: "FileMetaData",
    handle: withPort(describe),
  }),
];

function upload(world: World, { params, bytes, mediaType }: Incoming): Outcome {
  const dashboard = dashboardOf(world, params.account ?? "");
  const port = portInsOf(dashboard).get(params.orderId ?? "");
  if (!port) return problem(404, "The order does not exist");
  if (bytes.length === 0) return problem(400, "The file is empty");
  const extension = mediaType.split("/")[1] === "plain" ? "txt" : mediaType.split("/")[1];
  const name = `${world.settings.newId()}.${extension}`;
  port.documents.set(name, { type: mediaType, documentType: undefined });
  if (port.status === "PENDING_DOCUMENTS") submit(world, dashboard, port);
  return xml(
    201,
    branch(
      "fileUploadResponse",
      leaf("filename", name),
      leaf("resultCode", 0),
      leaf("resultMessage", "LOA file uploaded successfully"),
    ),
  );
}

function list(_: Request, { documents }: PortIn): Outcome {
  const files = [...documents].map(([name, { documentType }]) =>
    branch("fileData", leaf("FileName", name), branch("FileMetaData", maybe("DocumentType", documentType))),
  );
  return xml(
    200,
    branch(
      "fileListResponse",
      leaf("fileCount", files.length),
      files,
      leaf("resultCode", 0),
      leaf("resultMessage", "LOA file list successfully returned"),
    ),
  );
}

function describe({ params, body }: Request, { documents }: PortIn): Outcome {
  const document = documents.get(params.fileId ?? "");
  if (!document) return plainError("FileMetaDataResponse", 404, "The file does not exist");
  const documentType = textAt(body, "DocumentType") ?? "";
  if (documentType === "") {
    return statusError("FileMetaDataResponse", 400, {
      code: "1003",
      description: "DocumentType is required",
    });
  }
  document.documentType = documentType;
  return { kind: "empty", status: 200 };
}
