// Static types of the API, printed by openapi-typescript. Do not edit: run the generator.

export interface components {
    schemas: {
        Author: {
            name?: string;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export interface operations {
    createNote: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    text?: string;
                    colour?: "red" | "blue" | null;
                    author?: components["schemas"]["Author"] | null;
                };
            };
        };
        responses: never;
    };
}
