using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace PseIdentity.Storage.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class Federation : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropPrimaryKey(
                name: "PK_organization_domains",
                table: "organization_domains");

            migrationBuilder.AddColumn<long>(
                name: "signed_in_at",
                table: "sessions",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "brand",
                table: "organizations",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<byte[]>(
                name: "logo",
                table: "organizations",
                type: "bytea",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "token",
                table: "organization_domains",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "verified_at",
                table: "organization_domains",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "verified_by",
                table: "organization_domains",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "unbacked_since",
                table: "credentials",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "phone_number",
                table: "users",
                type: "text",
                nullable: true,
                computedColumnSql: "claims::json ->> 'phone_number'",
                stored: true);

            migrationBuilder.AddPrimaryKey(
                name: "PK_organization_domains",
                table: "organization_domains",
                columns: new[] { "domain", "organization" });

            migrationBuilder.CreateTable(
                name: "federated_identities",
                columns: table => new
                {
                    provider = table.Column<string>(type: "text", nullable: false),
                    subject = table.Column<string>(type: "text", nullable: false),
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    follows = table.Column<bool>(type: "boolean", nullable: false),
                    created_at = table.Column<long>(type: "bigint", nullable: false),
                    last_used_at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_federated_identities", x => new { x.provider, x.subject });
                    table.ForeignKey(
                        name: "FK_federated_identities_users_user_id",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "federation_keys",
                columns: table => new
                {
                    id = table.Column<string>(type: "text", nullable: false),
                    certificate = table.Column<byte[]>(type: "bytea", nullable: false),
                    private_key = table.Column<byte[]>(type: "bytea", nullable: false),
                    created_at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_federation_keys", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "organization_administrators",
                columns: table => new
                {
                    organization = table.Column<string>(type: "text", nullable: false),
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    granted_at = table.Column<long>(type: "bigint", nullable: false),
                    granted_by = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_organization_administrators", x => new { x.organization, x.user_id });
                    table.ForeignKey(
                        name: "FK_organization_administrators_organizations_organization",
                        column: x => x.organization,
                        principalTable: "organizations",
                        principalColumn: "name",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "FK_organization_administrators_users_user_id",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "upstream_sessions",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    provider = table.Column<string>(type: "text", nullable: false),
                    subject = table.Column<string>(type: "text", nullable: false),
                    upstream_sid = table.Column<string>(type: "text", nullable: true),
                    hint = table.Column<byte[]>(type: "bytea", nullable: true),
                    session_id = table.Column<Guid>(type: "uuid", nullable: true),
                    expires_at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_upstream_sessions", x => x.id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_users_phone_number",
                table: "users",
                column: "phone_number");

            migrationBuilder.CreateIndex(
                name: "IX_organizations_identity_provider",
                table: "organizations",
                column: "identity_provider");

            migrationBuilder.CreateIndex(
                name: "IX_federated_identities_user_id",
                table: "federated_identities",
                column: "user_id");

            migrationBuilder.CreateIndex(
                name: "IX_organization_administrators_user_id",
                table: "organization_administrators",
                column: "user_id");

            migrationBuilder.CreateIndex(
                name: "IX_upstream_sessions_expires_at",
                table: "upstream_sessions",
                column: "expires_at");

            migrationBuilder.CreateIndex(
                name: "IX_upstream_sessions_provider_subject",
                table: "upstream_sessions",
                columns: new[] { "provider", "subject" });

            migrationBuilder.CreateIndex(
                name: "IX_upstream_sessions_session_id",
                table: "upstream_sessions",
                column: "session_id");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "federated_identities");

            migrationBuilder.DropTable(
                name: "federation_keys");

            migrationBuilder.DropTable(
                name: "organization_administrators");

            migrationBuilder.DropTable(
                name: "upstream_sessions");

            migrationBuilder.DropIndex(
                name: "IX_users_phone_number",
                table: "users");

            migrationBuilder.DropIndex(
                name: "IX_organizations_identity_provider",
                table: "organizations");

            migrationBuilder.DropPrimaryKey(
                name: "PK_organization_domains",
                table: "organization_domains");

            migrationBuilder.DropColumn(
                name: "phone_number",
                table: "users");

            migrationBuilder.DropColumn(
                name: "signed_in_at",
                table: "sessions");

            migrationBuilder.DropColumn(
                name: "brand",
                table: "organizations");

            migrationBuilder.DropColumn(
                name: "logo",
                table: "organizations");

            migrationBuilder.DropColumn(
                name: "token",
                table: "organization_domains");

            migrationBuilder.DropColumn(
                name: "verified_at",
                table: "organization_domains");

            migrationBuilder.DropColumn(
                name: "verified_by",
                table: "organization_domains");

            migrationBuilder.DropColumn(
                name: "unbacked_since",
                table: "credentials");

            migrationBuilder.AddPrimaryKey(
                name: "PK_organization_domains",
                table: "organization_domains",
                column: "domain");
        }
    }
}
