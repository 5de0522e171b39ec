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
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "authorization_details",
                table: "grants");

            migrationBuilder.DropColumn(
                name: "claims",
                table: "grants");

            migrationBuilder.DropColumn(
                name: "jkt",
                table: "grants");
        }
    }
}
