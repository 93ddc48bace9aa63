// Static types of the API, printed by openapi-typescript. Do not edit: run the generator.

export interface components {
    schemas: {
        Number: {
            Id: string;
            Full?: "a" | "b";
        };
        Numbers: {
            Count?: number;
            Numbers?: components["schemas"]["Number"][];
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export interface operations {
    getBoth: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Number"];
                };
            };
        };
    };
    listNumbers: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/xml": components["schemas"]["Numbers"];
                };
            };
        };
    };
}
