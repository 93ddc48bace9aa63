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
    addThing: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    "@context"?: string;
                    thing?: {
                        "@type": string;
                        type?: string;
                        "a.b c"?: number;
                    };
                };
            };
        };
        responses: never;
    };
}
