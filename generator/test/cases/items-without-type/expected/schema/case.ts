// Static types of the API, printed by openapi-typescript. Do not edit: run the generator.

export interface components {
    schemas: never;
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export interface operations {
    sendLists: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    names?: string[];
                    either?: string[];
                };
            };
        };
        responses: never;
    };
}
