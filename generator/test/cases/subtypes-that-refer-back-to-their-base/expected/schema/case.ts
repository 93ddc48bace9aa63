// Static types of the API, printed by openapi-typescript. Do not edit: run the generator.

export interface components {
    schemas: {
        All: components["schemas"]["Filter_own"] & {
            of?: components["schemas"]["Filter"][];
        };
        Filter: {
            op: string;
        } & (components["schemas"]["All"] | components["schemas"]["Is"]);
        Filter_own: {
            op: string;
        };
        Is: components["schemas"]["Filter_own"] & {
            value: string;
        } & {
            value: unknown;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export interface operations {
    addFilter: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    filter: components["schemas"]["Filter"];
                };
            };
        };
        responses: never;
    };
}
