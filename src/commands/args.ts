/** The arguments of our commands as JSON Schema, for whoever wants to know what they take. */

export const NONE = { type: 'object', properties: {} } as const;

/** Of commands about runs. */
export const RUN = {
    type: 'object',
    properties: {
        workspace: { type: 'string', description: 'Folder of the workspace; the current one by default.' },
        run: { type: 'string', description: 'Id of the run; what was chosen or looked at last by default.' },
        runs: { type: 'array', items: { type: 'string' }, description: 'Ids of several runs, in place of `run`.' }
    }
} as const;

/** Of commands about a compute target. */
export const COMPUTE = {
    type: 'object',
    properties: {
        workspace: RUN.properties.workspace,
        name: { type: 'string', description: 'Name of the compute target; the one chosen last by default.' }
    }
} as const;

/** Of commands about an environment, a dataset or a model. */
export const ASSET = {
    type: 'object',
    properties: {
        workspace: RUN.properties.workspace,
        kind: { type: 'string', enum: ['environments', 'data', 'models'], description: 'What it is.' },
        name: { type: 'string', description: 'Its name; what was chosen last by default.' },
        version: { type: 'string', description: 'Its version.' }
    }
} as const;

export const SUBMIT = {
    type: 'object',
    properties: {
        workspace: RUN.properties.workspace,
        path: { type: 'string', description: 'Script or notebook, relative to the root of the server.' },
        folder: { type: 'string', description: 'Where relative paths begin, relative to the root of the server.' },
        cwd: { type: 'string', description: 'The same, as the launcher gives it.' },
        fields: { type: 'object', description: 'Values of the form, by their names.' },
        from: {
            type: 'string',
            enum: ['notebook', 'browser'],
            description: 'Takes the notebook in front, or what is selected in the file browser.'
        },
        resubmit: { type: 'string', description: 'Id of the run whose source is sent again.' },
        page: { type: 'string', description: 'Id of a page that is to come back.' }
    }
} as const;

export const DATA = {
    type: 'object',
    properties: {
        workspace: RUN.properties.workspace,
        path: { type: 'string', description: 'File or folder, relative to the root of the server.' },
        from: { type: 'string', enum: ['browser'], description: 'Takes what is selected in the file browser.' }
    }
} as const;

export const MODEL = {
    type: 'object',
    required: ['path'],
    properties: {
        ...RUN.properties,
        path: { type: 'string', description: 'Artifact of the run, such as `outputs/model.pkl`.' }
    }
} as const;

export const OPEN_RUN = {
    ...RUN,
    properties: {
        ...RUN.properties,
        tab: { type: 'string', description: 'Name of the part of the page to show.' },
        title: { type: 'string', description: 'What the tab is called until the run is known.' }
    }
} as const;

export const PICK_FILE = {
    type: 'object',
    properties: { folder: { type: 'string' }, for: { type: 'string', enum: ['run', 'data'] } }
} as const;

export const INSERT_LINE = {
    type: 'object',
    required: ['workspace', 'submission'],
    properties: { workspace: { type: 'string' }, submission: { type: 'object' } }
} as const;
