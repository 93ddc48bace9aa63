import { bodyParameter, bodyWithoutSchema, emptyBody, partWithoutName } from "./bodies.js";
import { missingContent } from "./content.js";
import { blankOperationId, duplicateOperationId, operationIdWithBlanks } from "./operation-ids.js";
import { parameterWithoutSchema } from "./parameter-schemas.js";
import { copiedParameterName, duplicateParameter, incompleteParameter } from "./parameters.js";
import { misnamedPathParameter } from "./path-parameter-names.js";
import { optionalPathParameter, undeclaredPathParameter, unusedPathParameter } from "./path-parameters.js";
import { placeholderSpelling } from "./path-placeholders.js";
import { pathExpression, queryInPath } from "./path-templates.js";
import { danglingPart, danglingRef, dynamicRef, refWithoutDollar, stringRef } from "./references.js";
import type { Repair } from "./repair.js";
import { missingDescription, missingResponses, nestedResponse } from "./responses.js";
import { boundsAgainstEachOther, misplacedBounds, textForNumber } from "./schema-bounds.js";
import { closedAlternatives, requiredButClosed } from "./schema-closed.js";
import {
  enumAgainstLimits,
  enumAgainstType,
  enumOnArray,
  formatAgainstLength,
} from "./schema-contradictions.js";
import { excludedField } from "./schema-exclusions.js";
import { misplacedKeywords, requiredFlag } from "./schema-keywords.js";
import { closedParts, requiredInOtherPart, typeAgainstParts } from "./schema-parts.js";
import { patternDialect } from "./schema-patterns.js";
import { emptyItems, itemsWithoutType, nullable, typeName } from "./schema-types.js";
import { mistypedValues } from "./schema-values.js";
import { serverWithoutScheme } from "./servers.js";
import { notAList, nullMember, textForBoolean } from "./shapes.js";
import {
  mediaTypeSpelling,
  methodCase,
  pathWithoutSlash,
  placeCase,
  statusSpelling,
  versionNumber,
} from "./spelling.js";

/** What belongs to a schema, its type, the rest. */
const ofSchemas: readonly Repair[] = [
  ...[
    misplacedKeywords,
    requiredFlag,
    typeName,
    emptyItems,
    itemsWithoutType,
    textForNumber,
    misplacedBounds,
  ],
  // Values are read by the type; where all of them speak against it, the rest is read by theirs.
  ...[nullable, enumOnArray, mistypedValues, enumAgainstType, mistypedValues],
  ...[patternDialect, enumAgainstLimits, boundsAgainstEachOther, formatAgainstLength],
];

/**
 * Passes over a document, each seeing what the one before made; within one, repairs are tried on a value in their order.
 * Parents come before what is in them, so a repair that looks into a value belongs into a later pass than those that
 * repair what it looks at.
 */
export const passes: readonly (readonly Repair[])[] = [
  // Everything stands where readers look for it, and what is empty is gone. Schemas are whole.
  [
    ...[nullMember, stringRef, refWithoutDollar, dynamicRef, versionNumber, pathWithoutSlash, pathExpression],
    ...[methodCase, statusSpelling, nestedResponse, notAList, ...ofSchemas],
  ],
  // It is as OpenAPI spells it.
  [
    ...[incompleteParameter, placeCase, textForBoolean, blankOperationId, operationIdWithBlanks],
    ...[
      mediaTypeSpelling,
      missingContent,
      emptyBody,
      copiedParameterName,
      parameterWithoutSchema,
      bodyWithoutSchema,
      serverWithoutScheme,
    ],
  ],
  // References are followed in a document that has its shape. What replaces one is repaired like the rest, and so is a
  // schema that has only now come to its place.
  [danglingPart],
  [nullMember, stringRef, refWithoutDollar, danglingRef, ...ofSchemas],
  // It agrees with the rest of the document.
  [
    ...[
      placeholderSpelling,
      queryInPath,
      typeAgainstParts,
      excludedField,
      requiredInOtherPart,
      closedParts,
      closedAlternatives,
      requiredButClosed,
      partWithoutName,
    ],
    ...[bodyParameter, duplicateParameter, misnamedPathParameter, undeclaredPathParameter],
    ...[unusedPathParameter, optionalPathParameter, duplicateOperationId],
    ...[missingResponses, missingDescription],
  ],
];

/** The built-in repairs, each code once. */
export const builtInRepairs: readonly Repair[] = [
  ...new Map(passes.flat().map((repair) => [repair.code, repair])).values(),
];
