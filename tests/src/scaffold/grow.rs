//! A document of the user's that grows after its project was made.

use std::{fs, path::Path};

use serde_json::json;

use super::Service;

/// Things below the pets of `petstore.yaml`, which knew nothing below them before.
const VACCINATIONS: &str = "  /pets/{petId}/vaccinations:
    parameters:
      - {name: petId, in: path, required: true, schema: {type: integer, format: int64}}
    get:
      operationId: listVaccinations
      tags: [vaccinations]
      responses:
        '200':
          description: Those of one pet
          content:
            application/json:
              schema: {type: array, items: {$ref: '#/components/schemas/Vaccination'}}
    post:
      operationId: createVaccination
      tags: [vaccinations]
      requestBody:
        required: true
        content:
          application/json:
            schema: {$ref: '#/components/schemas/NewVaccination'}
      responses:
        '201':
          description: Stored
          content:
            application/json:
              schema: {$ref: '#/components/schemas/Vaccination'}
";

const SCHEMAS: &str = "    NewVaccination:
      type: object
      required: [vaccine]
      properties:
        vaccine: {type: string, minLength: 1, maxLength: 40}
    Vaccination:
      type: object
      required: [id, vaccine]
      properties:
        id: {type: integer, format: int64, readOnly: true}
        vaccine: {type: string, minLength: 1, maxLength: 40}
";

/// Gives the pets of `petstore.yaml` vaccinations.
///
/// # Panics
///
/// When the form of the fixture has changed.
pub fn add_vaccinations(document: &Path) {
    let text = fs::read_to_string(document).expect("the document");
    let (paths, schemas) = ("paths:\n", "  schemas:\n");
    assert!(
        [paths, schemas]
            .iter()
            .all(|one| text.matches(one).count() == 1),
        "the form of the fixture has changed"
    );
    let grown = text
        .replace(paths, &format!("{paths}{VACCINATIONS}"))
        .replace(schemas, &format!("{schemas}{SCHEMAS}"));
    fs::write(document, grown).expect("the document can be written");
}

/// Stores a vaccination below a pet, reads it again, and is refused one below no pet.
///
/// # Panics
///
/// When the service does otherwise.
pub fn serves_vaccinations(service: &Service) {
    let vaccination = json!({"vaccine": "rabies"});
    let orphan = service.json("POST", "/v1/pets/1/vaccinations", &vaccination);
    assert_eq!(orphan.status, 404, "{}", orphan.json());
    let pet = service
        .json("POST", "/v1/pets", &json!({"name": "old"}))
        .json();
    let path = format!("/v1/pets/{}/vaccinations", pet["id"]);
    assert_eq!(service.json("POST", &path, &vaccination).status, 201);
    assert_eq!(service.get(&path).json()[0]["vaccine"], "rabies");
}
