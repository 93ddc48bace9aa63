// Static types of the API, printed by openapi-typescript. Do not edit: run the generator.

export interface components {
    schemas: {
        Order: {
            id?: number;
            note?: string;
            rows?: components["schemas"]["Row"][];
            tags?: string[];
        };
        OrderRequest: {
            Order?: components["schemas"]["Order"];
        };
        Row: {
            Cell?: string;
        };
        SitePayload: {
            Name?: string;
            City?: string;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export interface operations {
    addOrder: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/xml": components["schemas"]["OrderRequest"];
            };
        };
        responses: never;
    };
    addSite: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/xml": components["schemas"]["SitePayload"];
            };
        };
        responses: never;
    };
}
