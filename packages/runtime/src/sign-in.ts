import { errorResult, type Tenant, type ToolError, type ToolResult } from "@jackfield/contract";

const isRefusal = (value: unknown): value is ToolError =>
  typeof value === "object" &&
  value !== null &&
  "code" in value &&
  value.code === "auth" &&
  "recovery" in value;

/**
 * A refusal for want of credentials that also says by which tool a person can bring others. It stays as it is where no
 * caller can: where there is no such tool, or the tenant's credentials are the operator's.
 */
export const withWayToSignIn = (
  result: ToolResult,
  { secrets }: Pick<Tenant, "secrets">,
  tool: string | undefined,
): ToolResult => {
  const { isError, structuredContent } = result;
  if (isError !== true || tool === undefined || secrets.set === undefined) return result;
  if (!isRefusal(structuredContent)) return result;
  const recovery = `Ask the person for credentials and give them to ${tool}. Without a person: ${structuredContent.recovery}`;
  return errorResult({ ...structuredContent, recovery });
};
