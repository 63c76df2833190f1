"""The names, parameters and defaults of the Azure ML SDK v1 (1.61), as facts; what is not here is listed, and docs/python-api.md says so."""

import ast
import inspect
import pathlib
import re

import pytest

from jupyterlab_aml import ComputeTarget, Experiment, Model, Run, ScriptRunConfig, Workspace
from jupyterlab_aml.errors import AmlError
from jupyterlab_aml.runner.surroundings import Refused
from jupyterlab_aml.training.configuration.conda_dependencies import CondaDependencies
from jupyterlab_aml.training.configuration.data import Data, DataReferenceConfiguration, OutputData
from jupyterlab_aml.training.configuration.distributed import (
    MpiConfiguration,
    ParallelTaskConfiguration,
    PyTorchConfiguration,
    TensorflowConfiguration,
)
from jupyterlab_aml.training.configuration.docker import DockerSection
from jupyterlab_aml.training.configuration.environment import Environment
from jupyterlab_aml.training.configuration.foreign import RSection
from jupyterlab_aml.training.configuration.python import PythonSection
from jupyterlab_aml.training.configuration.resources import ResourceConfiguration
from jupyterlab_aml.training.configuration.run_configuration import RunConfiguration
from jupyterlab_aml.training.configuration.sections import HistoryConfiguration
from jupyterlab_aml.training.configuration.spark import SparkSection
from jupyterlab_aml.workspace import azure_only

PAGE = (pathlib.Path(__file__).parents[1] / "docs" / "python-api.md").read_text()

SIGNATURES = {
    Workspace: """
        __init__(subscription_id, resource_group, workspace_name, auth=None, _location=None, _disable_service_check=False, _workspace_id=None,
            sku='basic', tags=None, _cloud='AzureCloud')
        from_config(path=None, auth=None, _logger=None, _file_name=None)
        create(name, auth=None, subscription_id=None, resource_group=None, location=None, create_resource_group=True, sku='basic', tags=None,
            friendly_name=None, exist_ok=False, show_output=True)
        get(name, auth=None, subscription_id=None, resource_group=None, location=None, cloud='AzureCloud', id=None)
        list(subscription_id, auth=None, resource_group=None)
        write_config(path=None, file_name=None)
        delete(delete_dependent_resources=False, no_wait=False)
        get_details()
        get_mlflow_tracking_uri(_with_auth=False)
        get_default_compute_target(type)
        get_run(run_id)
    """,
    Experiment: """
        __init__(workspace, name)
        submit(config, tags=None)
        start_logging()
        archive()
        reactivate(new_name=None)
        tag(key, value=None)
        set_tags(tags)
        remove_tags(tags)
        refresh()
        list(workspace, experiment_name=None, view_type='ActiveOnly', tags=None)
        delete(workspace, experiment_id)
        get_runs(type=None, tags=None, properties=None, include_children=False)
    """,
    Run: """
        __init__(experiment, run_id, outputs=None)
        get_context(allow_offline=True, used_for_context_manager=False)
        get_submitted_run()
        list(experiment, type=None, tags=None, properties=None, status=None, include_children=False, _rehydrate_runs=True)
        list_by_compute(compute, type=None, tags=None, properties=None, status=None)
        get(workspace, run_id)
        submit_child(config, tags=None)
        wait_for_completion(show_output=False, wait_post_processing=False, raise_on_error=True)
        clean()
        get_all_logs(destination=None)
        get_details_with_logs()
        get_status()
        get_detailed_status()
        get_details()
        get_children(recursive=False, tags=None, properties=None, type=None, status=None, _rehydrate_runs=True)
        get_metrics(name=None, recursive=False, run_type=None, populate=False)
        start()
        complete(_set_status=True)
        fail(error_details=None, error_code=None, _set_status=True)
        cancel()
        flush(timeout_seconds=300)
        child_run(name=None, run_id=None, outputs=None)
        create_children(count=None, tag_key=None, tag_values=None)
        tag(key, value=None)
        set_tags(tags)
        get_tags()
        remove_tags(tags)
        add_properties(properties)
        get_properties()
        log(name, value, description='', step=None)
        log_list(name, value, description='')
        log_row(name, description=None)
        log_table(name, value, description='')
        log_confusion_matrix(name, value, description='')
        log_accuracy_table(name, value, description='')
        log_residuals(name, value, description='')
        log_predictions(name, value, description='')
        log_image(name, path=None, plot=None, description='')
        upload_file(name, path_or_stream, datastore_name=None)
        upload_folder(name, path, datastore_name=None)
        upload_files(names, paths, return_artifacts=False, timeout_seconds=None, datastore_name=None)
        get_file_names()
        download_file(name, output_file_path=None, _validate_checksum=False)
        download_files(prefix=None, output_directory=None, output_paths=None, batch_size=100, append_prefix=True, timeout_seconds=None)
        take_snapshot(file_or_folder_path)
        restore_snapshot(snapshot_id=None, path=None)
        get_snapshot_id()
        register_model(model_name, model_path=None, tags=None, properties=None, model_framework=None, model_framework_version=None, description=None,
            datasets=None, sample_input_dataset=None, sample_output_dataset=None, resource_configuration=None)
    """,
    Model: """
        __init__(workspace, name=None, id=None, tags=None, properties=None, version=None, run_id=None, model_framework=None, expand=True)
        register(workspace, model_path, model_name, tags=None, properties=None, description=None, datasets=None, model_framework=None,
            model_framework_version=None, child_paths=None, sample_input_dataset=None, sample_output_dataset=None, resource_configuration=None)
        get_model_path(model_name, version=None, _workspace=None)
        download(target_dir='.', exist_ok=False, exists_ok=None)
        list(workspace, name=None, tags=None, properties=None, run_id=None, latest=False, dataset_id=None, expand=True, page_count=255,
            model_framework=None)
        serialize()
        deserialize(workspace, model_payload)
        update(tags=None, description=None, sample_input_dataset=None, sample_output_dataset=None, resource_configuration=None)
        update_tags_properties(add_tags=None, remove_tags=None, add_properties=None)
        add_tags(tags)
        remove_tags(tags)
        add_properties(properties)
        add_dataset_references(datasets)
        delete()
    """,
    ComputeTarget: """
        __init__(workspace, name)
        create(workspace, name, provisioning_configuration)
        attach(workspace, name, attach_configuration)
        list(workspace)
        wait_for_completion(show_output=False, is_delete_operation=False)
        refresh_state()
        get_status()
        delete()
        detach()
        serialize()
    """,
    ScriptRunConfig: """
        __init__(source_directory, script=None, arguments=None, run_config=None, _telemetry_values=None, compute_target=None, environment=None,
            distributed_job_config=None, resume_from=None, max_run_duration_seconds=2592000, command=None, docker_runtime_config=None)
    """,
    RunConfiguration: """
        __init__(script=None, arguments=None, framework=None, communicator=None, conda_dependencies=None, _history_enabled=None, _path=None,
            _name=None, command=None)
        save(path=None, name=None, separate_environment_yaml=False)
        load(path, name=None)
        delete(path, name)
    """,
    Environment: """
        __init__(name)
        register(workspace)
        label(workspace, name, version, labels)
        clone(new_name)
        get(workspace, name, version=None, label=None)
        list(workspace)
        from_dockerfile(name, dockerfile, conda_specification=None, pip_requirements=None)
        from_docker_image(name, image, container_registry=None, conda_specification=None, pip_requirements=None)
        from_docker_build_context(name, docker_build_context)
        from_conda_specification(name, file_path)
        from_existing_conda_environment(name, conda_environment_name)
        from_pip_requirements(name, file_path, pip_version=None)
        add_private_pip_wheel(workspace, file_path, exist_ok=False)
        get_image_details(workspace)
        build(workspace, image_build_compute=None)
        build_local(workspace, platform=None)
        save_to_directory(path, overwrite=False)
        load_from_directory(path)
    """,
    CondaDependencies: """
        __init__(conda_dependencies_file_path=None, _underlying_structure=None)
        create(pip_indexurl=None, pip_packages=None, conda_packages=None, python_version=None, pin_sdk_version=True)
        merge_requirements(requirements)
        sdk_origin_url()
        set_pip_index_url(index_url)
        get_default_number_of_packages()
        get_python_version()
        set_python_version(version)
        add_channel(channel)
        remove_channel(channel)
        add_conda_package(conda_package)
        remove_conda_package(conda_package)
        add_pip_package(pip_package)
        set_pip_option(pip_option)
        remove_pip_option(pip_option)
        remove_pip_package(pip_package)
        set_pip_requirements(pip_requirements)
        add_cntk_package(core_type='cpu')
        add_tensorflow_pip_package(core_type='cpu', version=None)
        add_tensorflow_conda_package(core_type='cpu', version=None)
        save_to_file(base_directory, conda_file_path=None)
        save(path=None)
        serialize_to_string()
        as_dict()
    """,
    MpiConfiguration: "__init__(process_count_per_node=1, node_count=1)",
    PyTorchConfiguration: "__init__(communication_backend='Nccl', process_count=None, node_count=1)",
    TensorflowConfiguration: "__init__(worker_count=1, parameter_server_count=1)",
    DataReferenceConfiguration: "__init__(datastore_name=None, mode='mount', path_on_datastore=None, path_on_compute=None, overwrite=False)",
}
PROPERTIES = {
    Workspace: """name subscription_id resource_group location sku tags compute_targets datastores datasets private_endpoints experiments
        environments images models webservices linked_services""",
    Experiment: "workspace workspace_object name id archived_time tags",
    Model: """created_by created_time description id name model_framework tags properties url version workspace experiment_name run_id run datasets
        sample_input_dataset sample_output_dataset resource_configuration""",
    Run: "id name display_name description type number parent status experiment tags properties",
}
ATTRIBUTES = {
    ScriptRunConfig: (ScriptRunConfig("."), "MAX_DURATION_SECONDS_DEFAULT source_directory script command arguments run_config"),
    RunConfiguration: (
        RunConfiguration(),
        """script command arguments framework communicator max_run_duration_seconds node_count priority environment auto_prepare_environment
        environment_variables target history spark docker hdi tensorflow mpi pytorch paralleltask data_references data datacaches output_data
        amlcompute kubernetescompute services source_directory_data_store auto_cluster_compute_specification credential_passthrough""",
    ),
    Environment: (Environment("e"), "name version python docker environment_variables spark databricks inferencing_stack_version r asset_id"),
    PythonSection: (PythonSection(), "interpreter_path user_managed_dependencies conda_dependencies conda_dependencies_file"),
    DockerSection: (
        DockerSection(),
        "base_image_registry platform base_image base_dockerfile build_context gpu_support enabled shared_volumes arguments shm_size",
    ),
    SparkSection: (SparkSection(), "repositories packages precache_packages"),
    RSection: (
        RSection(),
        "r_version user_managed rscript_path snapshot_date cran_packages github_packages custom_url_packages bioconductor_packages",
    ),
    HistoryConfiguration: (HistoryConfiguration(), "output_collection snapshot_project directories_to_watch"),
    ParallelTaskConfiguration: (ParallelTaskConfiguration(), "max_retries_per_worker worker_count_per_node terminal_exit_codes"),
    Data: (Data(), "data_location create_output_directories mechanism environment_variable_name path_on_compute overwrite options"),
    OutputData: (OutputData(), "output_location mechanism additional_options"),
    ResourceConfiguration: (ResourceConfiguration(), "cpu memory_in_gb gpu serialize deserialize"),
}
REFUSED = {
    Workspace: """service_context discovery_url update_dependencies get_default_keyvault
        add_private_endpoint delete_private_endpoint_connection list_keys diagnose_workspace set_connection list_connections get_connection
        delete_connection update sync_keys""",
    Run: "get_secret get_secrets add_type_provider",
    Model: "deploy package profile print_configuration get_sas_urls",
}
NOT_HERE = {
    Workspace: "setup DEFAULT_CPU_CLUSTER_CONFIGURATION DEFAULT_CPU_CLUSTER_NAME DEFAULT_GPU_CLUSTER_CONFIGURATION DEFAULT_GPU_CLUSTER_NAME",
    ComputeTarget: "deserialize",
    Model: "mime_type unpack",
    Experiment: "from_directory get_docs_url",
}
AZURE_ONLY_OF_CREATE = """storage_account key_vault app_insights container_registry adb_workspace primary_user_assigned_identity cmk_keyvault
    resource_cmk_uri hbi_workspace default_cpu_compute_target default_gpu_compute_target private_endpoint_config private_endpoint_auto_approval
    user_assigned_identity_for_cmk_encryption system_datastores_auth_mode v1_legacy_mode"""


def cases(table):
    return [(owner, name) for owner, names in table.items() for name in names.split()]


def signatures():
    for owner, text in SIGNATURES.items():
        for name, parameters in re.findall(r"(\w+)\(([^)]*)\)", text):
            yield owner, name, parameters


def expected(parameters):
    """Names with the source of their defaults, None where there is none."""
    arguments = ast.parse(f"def f({parameters}): pass").body[0].args
    none = [None] * (len(arguments.args) - len(arguments.defaults))
    return [(each.arg, default and ast.literal_eval(default)) for each, default in zip(arguments.args, none + arguments.defaults, strict=True)], len(
        none
    )


@pytest.mark.parametrize(("owner", "name", "parameters"), list(signatures()), ids=lambda value: getattr(value, "__name__", value))
def test_parameters_and_defaults(owner, name, parameters):
    there = {key: each for key, each in inspect.signature(getattr(owner, name)).parameters.items() if key != "self"}
    wanted, without_default = expected(parameters)
    for position, (key, default) in enumerate(wanted):
        assert key in there, f"{owner.__name__}.{name} lacks {key}"
        if position >= without_default:
            assert there[key].default == default, f"{owner.__name__}.{name}({key}=...)"
    positional = [key for key, each in there.items() if each.kind is each.POSITIONAL_OR_KEYWORD]
    asked = [key for key, _ in wanted if key in positional]
    assert positional[: len(asked)] == asked, "the order of the parameters"
    keyword_only = {key for key, _ in wanted} - set(positional)
    assert (owner, keyword_only) in [(owner, set()), (Workspace, {"exist_ok", "show_output"})]


@pytest.mark.parametrize(("owner", "name"), cases(PROPERTIES))
def test_properties(owner, name):
    assert isinstance(inspect.getattr_static(owner, name), property)


@pytest.mark.parametrize("owner", ATTRIBUTES, ids=lambda owner: owner.__name__)
def test_attributes(owner):
    example, names = ATTRIBUTES[owner]
    assert [name for name in names.split() if not hasattr(example, name)] == []


@pytest.mark.parametrize(("owner", "name"), cases(REFUSED))
def test_what_is_refused_says_what_to_use_instead(owner, name):
    refused = inspect.getattr_static(owner, name)
    assert isinstance(refused, Refused)
    with pytest.raises(AmlError, match=name) as raised:
        refused._refuse()
    assert raised.value.hint
    assert name in re.sub(r"(\w+)\(s\)", r"\1 \1s", PAGE)


@pytest.mark.parametrize(("owner", "name"), cases(NOT_HERE))
def test_what_is_not_here_is_told(owner, name):
    example = ATTRIBUTES[owner][0] if owner in ATTRIBUTES else owner
    assert not hasattr(example, name), "it is here now: move it to what is checked"
    section = PAGE[PAGE.index("## Not here yet") :]
    assert re.search(rf"`{owner.__name__}`.*\b{name}\b", section), f"docs/python-api.md, 'Not here yet', lacks {owner.__name__}.{name}"


def test_the_parameters_that_only_azure_has():
    assert set(AZURE_ONLY_OF_CREATE.split()) == azure_only.CREATE_PARAMETERS
