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
    find_things: {
        parameters: {
            query?: {
                "filter[name]"?: string;
                $top?: number;
                __proto__?: string;
            };
            header?: never;
            path: {
                "thing-id": string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: never;
    };
}
