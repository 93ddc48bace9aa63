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
    readGroups: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: never;
    };
    readGroupsByGroupId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                "group-id": string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: never;
    };
    readGroups_2: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: never;
    };
}
