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
    deletePost: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                userId: string;
                n: unknown;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: never;
    };
    getPost: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                userId: number;
                n: unknown;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: never;
    };
    getStatus: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: never;
    };
    getUser: {
        parameters: {
            query?: {
                fields?: string;
            };
            header?: never;
            path: {
                userId: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: never;
    };
}
