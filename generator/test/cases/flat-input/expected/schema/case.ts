// Static types of the API, printed by openapi-typescript. Do not edit: run the generator.

export interface components {
    schemas: {
        Owner: {
            email?: string | null;
        };
        Pet: {
            id: number;
            name: string;
            kind?: "cat" | "dog";
            owner?: components["schemas"]["Owner"];
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export interface operations {
    addPet: {
        parameters: {
            query?: {
                notify?: boolean;
            };
            header?: {
                "X-Trace"?: string;
            };
            path: {
                shopId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Pet"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Pet"];
                };
            };
        };
    };
}
