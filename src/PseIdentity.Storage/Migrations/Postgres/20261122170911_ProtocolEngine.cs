using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace PseIdentity.Storage.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class ProtocolEngine : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "compromised_at",
                table: "signing_keys",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "claimed",
                table: "outbox",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<string>(
                name: "destination",
                table: "outbox",
                type: "text",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "authorization_details",
                table: "grants",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "claims",
                table: "grants",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "jkt",
                table: "grants",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "origin",
                table: "clients",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "registration_policy",
                table: "clients",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<byte[]>(
                name: "registration_token",
                table: "clients",
                type: "bytea",
                nullable: true);

            migrationBuilder.AddColumn<byte[]>(
                name: "secret",
                table: "client_secrets",
                type: "bytea",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "approvals",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    code_hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    user_code_hash = table.Column<byte[]>(type: "bytea", nullable: true),
                    client_id = table.Column<string>(type: "text", nullable: false),
                    user_id = table.Column<Guid>(type: "uuid", nullable: true),
                    state = table.Column<string>(type: "text", nullable: false),
                    content = table.Column<byte[]>(type: "bytea", nullable: false),
                    wait_seconds = table.Column<int>(type: "integer", nullable: false),
                    polled_at = table.Column<long>(type: "bigint", nullable: true),
                    too_soon = table.Column<bool>(type: "boolean", nullable: false),
                    created_at = table.Column<long>(type: "bigint", nullable: false),
                    expires_at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_approvals", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "initial_access_tokens",
                columns: table => new
                {
                    name = table.Column<string>(type: "text", nullable: false),
                    hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    expires_at = table.Column<long>(type: "bigint", nullable: true),
                    uses = table.Column<int>(type: "integer", nullable: true),
                    used = table.Column<int>(type: "integer", nullable: false),
                    policy = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_initial_access_tokens", x => x.name);
                });

            migrationBuilder.CreateTable(
                name: "logout_deliveries",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    client_id = table.Column<string>(type: "text", nullable: false),
                    sid = table.Column<string>(type: "text", nullable: false),
                    reason = table.Column<string>(type: "text", nullable: false),
                    enqueued_at = table.Column<long>(type: "bigint", nullable: false),
                    attempts = table.Column<int>(type: "integer", nullable: false),
                    last_status = table.Column<string>(type: "text", nullable: true),
                    delivered_at = table.Column<long>(type: "bigint", nullable: true),
                    failed_at = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_logout_deliveries", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "proof_epochs",
                columns: table => new
                {
                    id = table.Column<int>(type: "integer", nullable: false),
                    nonce_key = table.Column<byte[]>(type: "bytea", nullable: false),
                    since = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_proof_epochs", x => x.id);
                })
                .Annotation("Npgsql:UnloggedTable", true);

            migrationBuilder.CreateTable(
                name: "proofs",
                columns: table => new
                {
                    hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    expires_at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_proofs", x => x.hash);
                })
                .Annotation("Npgsql:UnloggedTable", true);

            migrationBuilder.CreateTable(
                name: "pushed_requests",
                columns: table => new
                {
                    hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    client_id = table.Column<string>(type: "text", nullable: false),
                    parameters = table.Column<string>(type: "text", nullable: false),
                    usable_until = table.Column<long>(type: "bigint", nullable: false),
                    consumed_at = table.Column<long>(type: "bigint", nullable: true),
                    expires_at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_pushed_requests", x => x.hash);
                });

            migrationBuilder.CreateIndex(
                name: "IX_clients_registration_token",
                table: "clients",
                column: "registration_token",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_approvals_code_hash",
                table: "approvals",
                column: "code_hash",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_approvals_expires_at",
                table: "approvals",
                column: "expires_at");

            migrationBuilder.CreateIndex(
                name: "IX_approvals_user_code_hash",
                table: "approvals",
                column: "user_code_hash",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_initial_access_tokens_hash",
                table: "initial_access_tokens",
                column: "hash",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_logout_deliveries_client_id_id",
                table: "logout_deliveries",
                columns: new[] { "client_id", "id" });

            migrationBuilder.CreateIndex(
                name: "IX_logout_deliveries_enqueued_at",
                table: "logout_deliveries",
                column: "enqueued_at");

            migrationBuilder.CreateIndex(
                name: "IX_proofs_expires_at",
                table: "proofs",
                column: "expires_at");

            migrationBuilder.CreateIndex(
                name: "IX_pushed_requests_expires_at",
                table: "pushed_requests",
                column: "expires_at");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "approvals");

            migrationBuilder.DropTable(
                name: "initial_access_tokens");

            migrationBuilder.DropTable(
                name: "logout_deliveries");

            migrationBuilder.DropTable(
                name: "proof_epochs");

            migrationBuilder.DropTable(
                name: "proofs");

            migrationBuilder.DropTable(
                name: "pushed_requests");

            migrationBuilder.DropIndex(
                name: "IX_clients_registration_token",
                table: "clients");

            migrationBuilder.DropColumn(
                name: "compromised_at",
                table: "signing_keys");

            migrationBuilder.DropColumn(
                name: "claimed",
                table: "outbox");

            migrationBuilder.DropColumn(
                name: "destination",
                table: "outbox");

            migrationBuilder.DropColumn(
                name: "authorization_details",
                table: "grants");

            migrationBuilder.DropColumn(
                name: "claims",
                table: "grants");

            migrationBuilder.DropColumn(
                name: "jkt",
                table: "grants");

            migrationBuilder.DropColumn(
                name: "origin",
                table: "clients");

            migrationBuilder.DropColumn(
                name: "registration_policy",
                table: "clients");

            migrationBuilder.DropColumn(
                name: "registration_token",
                table: "clients");

            migrationBuilder.DropColumn(
                name: "secret",
                table: "client_secrets");
        }
    }
}
