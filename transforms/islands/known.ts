/** An extension with pages of its own that look at the application's routes, and at nothing else. */
export interface Known {
  /** What is called with the application. */
  readonly calls: readonly string[];
  /** Its names that mean nothing to a request. */
  readonly harmless: readonly string[];
  /** Options that make it look into requests. */
  readonly options: readonly string[];
  /** Where an application may put its own versions of the pages, below its templates. */
  readonly templates: string;
}

export const KNOWN: Readonly<Record<string, Known>> = {
  flasgger: {
    calls: [
      'flasgger.Swagger',
      'flasgger.Flasgger',
      'flasgger.base.Swagger',
      'flasgger.Swagger().init_app',
      'flasgger.Flasgger().init_app',
      'flasgger.base.Swagger().init_app',
    ],
    harmless: [
      'flasgger.Swagger',
      'flasgger.Flasgger',
      'flasgger.base.Swagger',
      'flasgger.NO_SANITIZER',
      'flasgger.BR_SANITIZER',
      'flasgger.MK_SANITIZER',
    ],
    options: ['parse', 'decorators'],
    templates: 'flasgger',
  },
};

/** Libraries that make a blueprint with nothing in it but pages. */
export const BLUEPRINTS: readonly string[] = ['flask_swagger_ui.get_swaggerui_blueprint'];
