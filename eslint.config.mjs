import tsPlugin from '@typescript-eslint/eslint-plugin';
import tsParser from '@typescript-eslint/parser';
import prettier from 'eslint-config-prettier';
import hooks from 'eslint-plugin-react-hooks';

export default [
    { ignores: ['lib/**', 'jupyterlab_aml/**', 'node_modules/**', 'src/types.ts'] },
    {
        files: ['src/**/*.ts', 'src/**/*.tsx'],
        languageOptions: { parser: tsParser, parserOptions: { ecmaVersion: 2022, sourceType: 'module' } },
        plugins: { '@typescript-eslint': tsPlugin, 'react-hooks': hooks },
        rules: {
            ...tsPlugin.configs['eslint-recommended'].overrides[0].rules,
            ...tsPlugin.configs.recommended.rules,
            ...hooks.configs.recommended.rules,
            ...prettier.rules,
            '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
            curly: 'error',
            eqeqeq: 'error',
            'no-console': 'error',
            'no-restricted-globals': ['error', 'fetch', 'WebSocket']
        }
    },
    {
        // Pure: the same components are bundled for notebooks outside JupyterLab.
        files: ['src/components/**', 'src/model/**', 'src/widgets/**'],
        rules: {
            '@typescript-eslint/no-restricted-imports': [
                'error',
                {
                    patterns: [
                        {
                            group: [
                                '@jupyterlab/*',
                                '@lumino/*',
                                '**/panels/*',
                                '**/commands/*',
                                '**/plugins/*',
                                '**/api'
                            ],
                            allowTypeImports: true
                        }
                    ]
                }
            ]
        }
    }
];
